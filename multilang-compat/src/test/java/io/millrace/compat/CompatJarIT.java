package io.millrace.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar with the old main classes, beside the runnable jar as a launcher has it. */
class CompatJarIT {
    private static final String MAIN = "software.amazon.kinesis.multilang.MultiLangDaemon";
    private static final Path RUNNABLE = Path.of("..", "app", "target", "millrace.jar");

    @TempDir
    private Path folder;

    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void layTheJarsBesideEachOther() throws Exception {
        Files.copy(Path.of(System.getProperty("compat.jar")), folder.resolve("compat.jar"));
        Files.copy(RUNNABLE, folder.resolve("millrace.jar"));
    }

    private Ended java(String classPath, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        Process process = builder.start();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + command);
        }
        return new Ended(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, "com.amazonaws.services.kinesis.multilang.MultiLangDaemon"})
    void findsTheRunnableJarBesideIt(String main) throws Exception {
        Ended ended = java("compat.jar", main);

        assertThat(ended.status()).as(ended.err()).isEqualTo(1);
        assertThat(ended.err()).contains("Properties file missing");
        assertThat(ended.out()).contains("--properties-file");
    }

    @Test
    void readsTheFileFromTheClassPathAndTellsAllFaults() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("sample.properties"), "executableName = no-such-program-here\n");

        Ended ended =
                java("compat.jar" + File.pathSeparator + elsewhere, MAIN, "--properties-file", "sample.properties");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err())
                .contains("applicationName: is missing", "streamName: is missing", "AwsCredentialsProvider: is missing")
                .contains("no-such-program-here")
                .doesNotContain("\tat ");
    }

    @Test
    void anUnknownOptionIsTheNameOfAFile() throws Exception {
        Ended ended = java("compat.jar", MAIN, "--help");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("--help: ", "there is no such properties file");
        assertThat(ended.out()).contains("Usage:");
    }
}
