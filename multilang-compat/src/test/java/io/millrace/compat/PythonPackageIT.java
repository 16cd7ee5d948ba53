package io.millrace.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Python package with both jars: its own tests, its conversations, and what {@code pip install} makes of it. */
class PythonPackageIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PYTHON = ROOT.resolve("python");

    @TempDir
    private Path folder;

    private String run(Path directory, String command) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("still running: " + command);
        }
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(command + "\n" + text).isZero();
        return text;
    }

    @Test
    void passesItsOwnTests() throws Exception {
        assertThat(run(ROOT, "python3 -m unittest discover -s python/tests"))
                .containsPattern("Ran [0-9]{2,} tests")
                .doesNotContain("skipped");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python3 -m millrace.conformance -- python3 -m millrace.conformance.client",
                "python3 -m millrace.conformance -- node ../conformance/clients/checkpointing-client.js"
            })
    void clientsHoldTheConversations(String command) throws Exception {
        assertThat(run(PYTHON, command)).contains("ok").doesNotContain("FAIL");
    }

    @Test
    void isInstalledWithTheDaemonAndWithoutANetwork() throws Exception {
        Path environment = folder.resolve("environment");
        run(ROOT, "python3 -m venv '" + environment + "'");
        String activate = ". '" + environment.resolve("bin/activate") + "' && ";

        run(ROOT, activate + "PIP_NO_INDEX=1 pip install ./python");

        assertThat(run(folder, activate + "python -m millrace --version")).contains("millrace ");
        Path properties = Files.writeString(folder.resolve("a.properties"), "");
        String printed =
                run(folder, activate + "python -m millrace command --java java --properties '" + properties + "'");
        assertThat(printed).contains("software.amazon.kinesis.multilang.MultiLangDaemon", "--properties-file");
        List<String> jars = List.of("millrace.jar", "millrace-multilang-compat.jar");
        assertThat(printed).contains(jars);
    }
}
