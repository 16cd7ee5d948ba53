package io.millrace.architecture;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.millrace.architecture.SourceTree.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The documents that users read, taken apart as far as the tests ask. */
final class Documents {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)\\s]*)?\\)");
    private static final String FENCE = "```";

    /** A fenced block: the word behind its opening fence, empty if there is none, and what stands between the fences. */
    record Block(String language, String text) {}

    private Documents() {}

    static boolean isDocument(Source source) {
        return source.path().endsWith(".md")
                && (!source.path().contains("/")
                        || source.path().startsWith("docs/")
                        || source.path().startsWith("examples/")
                        || source.path().startsWith("conformance/")
                        || source.path().startsWith("python/"));
    }

    static ImmutableList<Block> blocks(Source document) {
        ImmutableList.Builder<Block> blocks = ImmutableList.builder();
        List<String> inside = new ArrayList<>();
        String language = null;
        for (String line : Splitter.on('\n').split(document.text())) {
            boolean fence = line.strip().startsWith(FENCE);
            if (fence && language == null) {
                language = CharMatcher.is('`').trimLeadingFrom(line.strip()).strip();
            } else if (fence) {
                blocks.add(new Block(language, String.join("\n", inside)));
                inside.clear();
                language = null;
            } else if (language != null) {
                inside.add(line);
            }
        }
        return blocks.build();
    }

    /** The links to places in the project that are not there. */
    static ImmutableList<String> brokenLinks(Source document) {
        Path here = SourceTree.ROOT.resolve(document.path()).getParent();
        return LINK.matcher(document.text())
                .results()
                .map(found -> found.group(1))
                .filter(link -> !link.matches("(https?|mailto):.*"))
                .filter(link -> !Files.exists(here.resolve(link)))
                .map(link -> document.path() + ": " + link)
                .collect(ImmutableList.toImmutableList());
    }
}
