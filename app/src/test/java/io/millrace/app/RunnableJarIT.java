package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.app.leases.LeaseReader;
import io.millrace.app.leases.LeaseReport;
import io.millrace.domain.checkpoint.Checkpoint;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The jar that users run, as a process of its own. */
@ExtendWith(LocalServers.class)
class RunnableJarIT {
    private static final Path JAR = Path.of("target", "millrace.jar").toAbsolutePath();

    @TempDir
    private Path folder;

    private record Ended(int status, List<String> out, List<String> err) {}

    private ProcessBuilder command(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        return builder.directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectError(folder.resolve("err").toFile());
    }

    private Ended java(String... arguments) throws Exception {
        Path out = folder.resolve("out");
        Process process = command(arguments).redirectOutput(out.toFile()).start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + List.of(arguments));
        }
        return new Ended(process.exitValue(), Files.readAllLines(out), Files.readAllLines(folder.resolve("err")));
    }

    @Test
    void theDemoLosesNothing() throws Exception {
        Ended demo = java("demo", "--json", "--seconds", "12");

        assertThat(demo.status()).as(String.join("\n", demo.err())).isZero();
        assertThat(demo.out()).hasSize(1);
        JsonNode result = JsonMapper.shared().readTree(demo.out().get(0));
        assertThat(result.propertyNames())
                .containsExactly("put", "processed", "lost", "duplicates", "failoverSeconds", "language");
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
    void aSignalStopsAWorkerInOrder(LocalKinesis kinesis, LocalDynamoDb dynamoDb) throws Exception {
        kinesis.createStream("jar-words", 2);
        kinesis.put("jar-words", "key", "a word".getBytes(StandardCharsets.UTF_8));
        Path out = folder.resolve("tail.out");
        ProcessBuilder builder = command(
                "tail",
                "--stream",
                "jar-words",
                "--from",
                "trim-horizon",
                "--application",
                "jar",
                "--table",
                "jar-leases",
                "--region",
                "us-east-1",
                "--kinesis-endpoint",
                kinesis.endpoint().toString(),
                "--dynamodb-endpoint",
                dynamoDb.endpoint().toString());
        builder.environment().put("AWS_ACCESS_KEY_ID", "local");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "local");
        Process tail = builder.redirectOutput(out.toFile()).start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(out).endsWith("\ta word\n"));

            tail.destroy();

            assertThat(tail.waitFor(30, TimeUnit.SECONDS)).isTrue();
            LeaseReport report = new LeaseReader(DynamoDbLeaseStore.builder()
                            .application("jar")
                            .table("jar-leases")
                            .aws(dynamoDb.settings())
                            .build())
                    .read();
            assertThat(report.sessions()).as("it has left the fleet").isEmpty();
            assertThat(report.leases())
                    .hasSize(2)
                    .allSatisfy(lease -> assertThat(report.stateOf(lease)).isEqualTo(LeaseReport.LeaseState.FREE));
            assertThat(report.leases())
                    .as("what was printed is checkpointed")
                    .anySatisfy(lease -> assertThat(lease.checkpoint()).isInstanceOf(Checkpoint.At.class));
        } finally {
            tail.destroyForcibly();
        }
    }

    @Test
    void anArchiveHoldsTheClassesOfAWorker() throws Exception {
        Path archive = folder.resolve("classes.jsa");
        Ended made = java("archive", "--file", archive.toString());
        assertThat(made.status()).as(String.join("\n", made.err())).isZero();
        assertThat(made.out()).singleElement().asString().matches("Wrote .*classes\\.jsa \\(\\d+ MB\\)\\.");

        Path loaded = folder.resolve("loaded");
        ProcessBuilder builder = command(
                "tail",
                "--stream",
                "words",
                "--region",
                "eu-west-1",
                "--limit",
                "1",
                "--endpoint",
                "http://127.0.0.1:1");
        builder.command().add(1, "-XX:SharedArchiveFile=" + archive);
        builder.command().add(2, "-Xlog:class+load:file=" + loaded);
        builder.environment().put("AWS_ACCESS_KEY_ID", "local");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "local");
        Process tail = builder.redirectOutput(folder.resolve("out").toFile()).start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> Files.exists(loaded)
                            && Files.readAllLines(loaded).stream()
                                            .filter(line -> line.contains("awssdk"))
                                            .count()
                                    > 700);
        } finally {
            tail.destroyForcibly().waitFor();
        }
        List<String> lines = Files.readAllLines(loaded);
        assertThat(lines.stream().filter(line -> line.contains("awssdk") && line.contains("shared objects file (top)")))
                .as("read from the archive")
                .hasSizeGreaterThan(500);
        assertThat(lines.stream().filter(line -> line.contains("awssdk") && line.contains("millrace.jar")))
                .as("read from the jar")
                .hasSizeLessThan(50);
    }

    @Test
    void anArchiveThatCannotBeWrittenIsExplained() throws Exception {
        Ended made = java("archive", "--file", "missing/classes.jsa");

        assertThat(made.status()).isEqualTo(1);
        assertThat(made.err()).singleElement().asString().contains("missing is not there or not writable", "--file");
    }

    @Test
    void complainsWithoutNoise() throws Exception {
        Ended put = java("put", "--stream", "words", "--region", "eu-west-1", "--file", "missing.txt");

        assertThat(put.status()).isEqualTo(1);
        assertThat(put.err()).containsExactly("millrace put: There is no file missing.txt.");
        assertThat(put.out()).isEmpty();
    }
}
