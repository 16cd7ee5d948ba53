package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.architecture.Documents.Block;
import io.millrace.architecture.SourceTree.Source;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What documents show is there: Java that is compiled, links that lead somewhere. */
class DocumentsTest {
    private static final ImmutableList<Source> FILES = SourceTree.files();

    /** But for its indentation, a sample stands in a file that the build compiles. */
    @Test
    void samplesAreCompiled() {
        String compiled = FILES.stream()
                .filter(Source::isJava)
                .map(source -> flat(source.text()))
                .collect(Collectors.joining("\n"));
        assertThat(FILES.stream()
                        .filter(Documents::isDocument)
                        .flatMap(document -> Documents.blocks(document).stream())
                        .filter(block -> block.language().equals("java"))
                        .map(block -> flat(block.text())))
                .isNotEmpty()
                .allSatisfy(sample ->
                        assertThat(compiled.contains(sample)).as(sample).isTrue());
    }

    @Test
    void linksLeadSomewhere() {
        assertThat(FILES.stream()
                        .filter(Documents::isDocument)
                        .flatMap(document -> Documents.brokenLinks(document).stream()))
                .isEmpty();
    }

    @Test
    void reportsALinkThatLeadsNowhere() {
        Source document = new Source("docs/a.md", "[a](../README.md#use-it) [b](nowhere.md) [c](https://example.org/)");
        assertThat(Documents.brokenLinks(document)).containsExactly("docs/a.md: nowhere.md");
    }

    @Test
    void tellsBlocksFromTheTextBetweenThem() {
        Source document = new Source("docs/a.md", "```java\na();\n```\nmvn is not here\n```\nplain\n```\n");
        assertThat(Documents.blocks(document)).containsExactly(new Block("java", "a();"), new Block("", "plain"));
    }

    private static String flat(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }
}
