package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.architecture.DocumentedCommands.Entry;
import io.millrace.architecture.SourceTree.Source;
import org.junit.jupiter.api.Test;

/** Every command that a document prints is run, by CI or by a test, and the list of them is true. */
class DocumentedCommandsTest {
    private static final Source DOCUMENT = new Source("docs/a.md", """
            Text with `mvn nothing`.
            ```sh
            # a comment
            ./millrace demo   # thirty seconds
            $ mvn -B \\
                verify
            cat file
            python3 -m unittest
            ```
            ```text
            ./millrace output
            ```
            """);

    @Test
    void whatDocumentsPrintIsRun() {
        ImmutableList<Source> files = SourceTree.files();
        Source list = files.stream()
                .filter(source -> source.path().equals(DocumentedCommands.LIST))
                .findFirst()
                .orElseThrow();
        assertThat(DocumentedCommands.faults(files, DocumentedCommands.listed(list)))
                .isEmpty();
    }

    @Test
    void theReadmeRunsTheMainJobAndTheTests() {
        assertThat(SourceTree.files().stream()
                        .filter(source -> source.path().equals("README.md"))
                        .flatMap(source -> DocumentedCommands.in(source).stream()))
                .startsWith("./millrace demo", "mvn -B verify");
    }

    @Test
    void readsCommandsOutOfBlocksOfShell() {
        assertThat(DocumentedCommands.in(DOCUMENT))
                .containsExactly("./millrace demo", "mvn -B verify", "python3 -m unittest");
    }

    @Test
    void reportsWhatNobodyRunsOrPrints() {
        Source test = new Source("app/src/test/java/ATest.java", "run(\"./millrace demo\")");
        assertThat(DocumentedCommands.faults(
                        ImmutableList.of(DOCUMENT, test),
                        ImmutableList.of(
                                new Entry(test.path(), "./millrace demo"), new Entry("clone", "mvn -o verify"))))
                .containsExactly(
                        "nothing runs: mvn -B verify",
                        "nothing runs: python3 -m unittest",
                        "no document prints: mvn -o verify");
    }

    @Test
    void reportsATestThatDoesNotRunItsCommand() {
        Source test = new Source("app/src/test/java/ATest.java", "run(\"./millrace put\")");
        assertThat(DocumentedCommands.faults(
                        ImmutableList.of(DOCUMENT, test),
                        ImmutableList.of(
                                new Entry(test.path(), "./millrace demo"),
                                new Entry("checkout", "mvn -B verify"),
                                new Entry("checkout", "python3 -m unittest"))))
                .containsExactly(test.path() + " does not run: ./millrace demo");
    }
}
