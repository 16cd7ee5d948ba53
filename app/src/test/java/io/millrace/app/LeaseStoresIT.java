package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Daemons as processes of their own that share leases without DynamoDB, and are killed. */
@ExtendWith(LocalServers.class)
@DisplayName("Daemons with leases in a file, and in PostgreSQL")
class LeaseStoresIT {
    private static final Path JAR = Path.of("target", "millrace.jar").toAbsolutePath();
    /** Writes what it is told to a file that all children share. */
    private static final String CHILD = """
            while IFS= read -r line; do
              action=${line#*'"action":"'}
              action=${action%%'"'*}
              printf '%s\\n' "$line" >>told
              printf '%s\\n' '{"action":"status","responseFor":"'"$action"'"}'
            done
            """;

    private final LocalKinesis kinesis;
    private final List<Process> processes = new ArrayList<>();
    private int words;

    @TempDir
    private Path folder;

    LeaseStoresIT(LocalKinesis kinesis) {
        this.kinesis = kinesis;
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void onAnEmulatorAFileOutlivesAKilledDaemonAndAnotherGoesOn() throws Exception {
        write("file-words", "");
        Process first = start("run", "app.properties");
        putAndAwaitWords("file-words");
        start("run", "app.properties");

        first.destroyForcibly().waitFor();

        putAndAwaitWords("file-words");
        assertLeasesAreListed("file-words", "file:millrace-leases.db");
        assertThat(Files.readString(folder.resolve("err-0"))).contains("leases are kept in file:millrace-leases.db");
    }

    @Test
    void aKilledDaemonAndARestartedServerLoseNothing() throws Exception {
        EmbeddedPostgres server = startServer(0);
        int port = server.getPort();
        String address = "postgresql://postgres@localhost:" + port + "/postgres";
        try {
            write("pg-words", elsewhere(address));
            Process first = start("run", "app.properties");
            putAndAwaitWords("pg-words");
            start("run", "app.properties");

            first.destroyForcibly().waitFor();
            putAndAwaitWords("pg-words");

            server.close();
            kinesis.put("pg-words", "while the server is down", data("lonely"));
            server = startServer(port);
            awaitTold("lonely");
            putAndAwaitWords("pg-words");
            assertLeasesAreListed("pg-words", address);
        } finally {
            server.close();
        }
    }

    @Test
    void aWrongAddressIsRefusedAtOnce() throws Exception {
        write("no-words", elsewhere("redis://:secret@localhost"));

        Process daemon = start("run", "app.properties");

        assertThat(daemon.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(daemon.exitValue()).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("err-0")))
                .contains("millrace.leaseStore: 'redis:' is no lease store; give dynamodb:TABLE, postgresql://")
                .doesNotContain("secret");
    }

    private EmbeddedPostgres startServer(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false);
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    /** With a DynamoDB that does not answer. */
    private static String elsewhere(String leaseStore) {
        return "dynamoDBEndpoint = http://127.0.0.1:1\nmillrace.leaseStore = " + leaseStore;
    }

    private void write(String name, String more) throws IOException {
        kinesis.createStream(name, 2);
        Files.writeString(folder.resolve("child.sh"), CHILD);
        Files.writeString(folder.resolve("told"), "");
        Files.writeString(folder.resolve("app.properties"), """
                executableName = sh child.sh
                applicationName = %s
                streamName = %s
                regionName = us-east-1
                kinesisEndpoint = %s
                AwsCredentialsProvider = EnvironmentVariableCredentialsProvider
                initialPositionInStream = TRIM_HORIZON
                failoverTimeMillis = 3000
                %s
                """.formatted(name, name, kinesis.endpoint(), more));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("out-" + processes.size()).toFile())
                .redirectError(folder.resolve("err-" + processes.size()).toFile());
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().put("AWS_ACCESS_KEY_ID", "local");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "local");
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private void putAndAwaitWords(String stream) {
        int first = words;
        for (; words < first + 20; words++) {
            kinesis.put(stream, "key-" + words, data("word-" + words));
        }
        for (int word = first; word < words; word++) {
            awaitTold("word-" + word);
        }
    }

    private void awaitTold(String word) {
        String encoded = Base64.getEncoder().encodeToString(data(word));
        Awaitility.await("the word " + word)
                .atMost(Duration.ofMinutes(1))
                .until(() -> Files.readString(folder.resolve("told")).contains("\"" + encoded + "\""));
    }

    private static byte[] data(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }

    private void assertLeasesAreListed(String application, String store) throws Exception {
        int number = processes.size();
        Process leases = start("leases", "--application", application, "--store", store);
        assertThat(leases.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(folder.resolve("out-" + number)))
                .as(Files.readString(folder.resolve("err-" + number)))
                .contains(application + "/shardId-000000000000", application + "/shardId-000000000001");
    }
}
