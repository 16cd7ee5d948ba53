package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The jar that users run, as a process of its own. */
class RunnableJarIT {
    private static final Path JAR = Path.of("target", "millrace.jar").toAbsolutePath();

    @TempDir
    private Path folder;

    private record Ended(int status, List<String> out, List<String> err) {}

    private Ended java(String... arguments) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString());
        builder.command().addAll(List.of(arguments));
        Process process = builder.directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + List.of(arguments));
        }
        return new Ended(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    }

    @Test
    void theDemoLosesNothing() throws Exception {
        Ended demo = java("demo", "--json", "--seconds", "12");

        assertThat(demo.status()).as(String.join("\n", demo.err())).isZero();
        assertThat(demo.out()).hasSize(1);
        JsonNode result = JsonMapper.shared().readTree(demo.out().get(0));
        assertThat(result.propertyNames()).containsExactly("put", "processed", "lost", "duplicates", "failoverSeconds");
        assertThat(result.get("put").asLong()).isGreaterThan(500);
        assertThat(result.get("processed").asLong()).isEqualTo(result.get("put").asLong());
        assertThat(result.get("lost").asLong()).isZero();
        assertThat(result.get("failoverSeconds").size()).isEqualTo(1);
        assertThat(demo.err()).isNotEmpty().noneMatch(line -> line.contains("\u001b"));
    }

    @Test
    void holdsWhatTheServicesNeed() throws Exception {
        Ended tail = java(
                "tail",
                "--stream",
                "words",
                "--region",
                "eu-west-1",
                "--role-arn",
                "arn:aws:iam::123456789012:role/reader",
                "--endpoint",
                "http://127.0.0.1:1",
                "--from",
                "nowhere");
        assertThat(tail.status()).isEqualTo(2);
        assertThat(tail.err()).first().asString().contains("'nowhere' is no position");

        Ended leases = java(
                "leases",
                "--application",
                "a",
                "--profile",
                "none",
                "--region",
                "eu-west-1",
                "--endpoint",
                "http://127.0.0.1:1");
        assertThat(leases.status()).isEqualTo(2);
        assertThat(String.join("\n", leases.err())).contains("profile: there is no 'none'");
    }

    @Test
    void complainsWithoutNoise() throws Exception {
        Ended put = java("put", "--stream", "words", "--region", "eu-west-1", "--file", "missing.txt");

        assertThat(put.status()).isEqualTo(1);
        assertThat(put.err()).containsExactly("millrace put: There is no file missing.txt.");
        assertThat(put.out()).isEmpty();
    }
}
