package io.millrace.architecture;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.architecture.SourceTree.Source;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The project's own commands in the documents' blocks of shell, and the list that says what runs each. */
final class DocumentedCommands {
    static final String LIST = "docs/commands.txt";
    static final ImmutableSortedSet<String> RUN_BY_CI = ImmutableSortedSet.of("checkout", "clone");

    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^\\s*```(?:sh|bash|shell|console)?[ ]*\\n(.*?)^\\s*```[ ]*$");
    private static final Pattern OURS = Pattern.compile("(?:\\$ )?((?:\\./millrace|mvn|\\.ci/run)\\b.*)");

    /** A line of the list: the command, and what runs it. */
    record Entry(String runner, String command) {}

    private DocumentedCommands() {}

    static boolean isDocument(Source source) {
        return source.path().equals("README.md")
                || (source.path().startsWith("docs/") && source.path().endsWith(".md"))
                || (source.path().startsWith("examples/") && source.path().endsWith(".md"));
    }

    /** The commands a document prints, continued lines joined, comments taken off. */
    static ImmutableList<String> in(Source document) {
        ImmutableList.Builder<String> found = ImmutableList.builder();
        Matcher block = BLOCK.matcher(document.text());
        while (block.find()) {
            for (String line : Splitter.on('\n').split(block.group(1).replaceAll("\\\\\\n\\s*", ""))) {
                Matcher ours = OURS.matcher(line.strip());
                if (ours.matches()) {
                    found.add(ours.group(1).replaceFirst("\\s+#.*", "").strip());
                }
            }
        }
        return found.build();
    }

    static ImmutableList<Entry> listed(Source list) {
        return list.text()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> Splitter.on('|').limit(2).trimResults().splitToList(line))
                .map(parts -> new Entry(parts.get(0), parts.get(1)))
                .collect(ImmutableList.toImmutableList());
    }

    /** What is wrong between documents and list: commands nobody runs, entries nobody prints, tests that do not. */
    static ImmutableList<String> faults(List<Source> files, List<Entry> list) {
        ImmutableList<String> printed = files.stream()
                .filter(DocumentedCommands::isDocument)
                .flatMap(source -> in(source).stream())
                .distinct()
                .collect(ImmutableList.toImmutableList());
        ImmutableList.Builder<String> faults = ImmutableList.builder();
        printed.stream()
                .filter(command ->
                        list.stream().noneMatch(entry -> entry.command().equals(command)))
                .forEach(command -> faults.add("nothing runs: " + command));
        for (Entry entry : list) {
            if (!printed.contains(entry.command())) {
                faults.add("no document prints: " + entry.command());
            }
            if (!RUN_BY_CI.contains(entry.runner())
                    && files.stream()
                            .noneMatch(source -> source.path().equals(entry.runner())
                                    && source.isTest()
                                    && source.text().contains(entry.command()))) {
                faults.add(entry.runner() + " does not run: " + entry.command());
            }
        }
        return faults.build();
    }
}
