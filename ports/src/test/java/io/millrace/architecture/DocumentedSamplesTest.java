package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.architecture.SourceTree.Source;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Java that a document shows stands, but for its indentation, in a file that the build compiles. */
class DocumentedSamplesTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java *\\n(.*?)^```");

    @Test
    void samplesOfTheDocumentsAreCompiled() {
        ImmutableList<Source> files = SourceTree.files();
        String compiled = files.stream()
                .filter(Source::isJava)
                .map(source -> flat(source.text()))
                .collect(Collectors.joining("\n"));
        assertThat(files.stream().filter(DocumentedCommands::isDocument).flatMap(source -> samples(source).stream()))
                .isNotEmpty()
                .allSatisfy(sample ->
                        assertThat(compiled.contains(sample)).as(sample).isTrue());
    }

    private static ImmutableList<String> samples(Source document) {
        return BLOCK.matcher(document.text())
                .results()
                .map((MatchResult block) -> flat(block.group(1)))
                .collect(ImmutableList.toImmutableList());
    }

    private static String flat(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }
}
