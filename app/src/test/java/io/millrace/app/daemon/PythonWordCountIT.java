package io.millrace.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.domain.checkpoint.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LocalServers.class)
@DisplayName("python/samples/wordcount, as its README says, on kinesis-local and DynamoDB Local")
final class PythonWordCountIT {
    private static final Path SAMPLE = DaemonFleet.above("python").resolve("samples/wordcount");

    @TempDir
    private Path folder;

    /** As the sample's README prints them. */
    private static final String PUT = "python3 -m millrace put-words -s words -w cat -w dog -w lobster -p 3";

    private static final String RUN = "python3 -m millrace run sample.properties";

    @ParameterizedTest
    @CsvSource({
        "word_count.py, sample-words, words .*lobster [1-9], Stopped in order",
        "word_count_three_methods.py, sample-methods, Starting: stream sample-methods, ZOMBIE: .*lobster"
    })
    @DisplayName("counts the words of put-words, and checkpoints when it is stopped")
    void countsWords(
            String program,
            String stream,
            String whileItRuns,
            String atTheEnd,
            LocalKinesis kinesis,
            LocalDynamoDb dynamoDb)
            throws Exception {
        Files.copy(SAMPLE.resolve(program), folder.resolve(program));
        Files.writeString(
                folder.resolve("sample.properties"),
                Files.readString(SAMPLE.resolve("sample.properties"))
                                .replace("word_count.py", program)
                                .replace("= words", "= " + stream)
                                .replace("PythonWordCount", stream)
                        + "kinesisEndpoint = " + kinesis.endpoint() + "\ndynamoDBEndpoint = " + dynamoDb.endpoint()
                        + "\nmillrace.leaseTable = " + stream + "-leases\n");
        String python = Python.executable();
        try (DaemonFleet fleet = new DaemonFleet(kinesis, dynamoDb, folder, stream, 0)) {
            fleet.environment("AWS_ENDPOINT_URL", kinesis.endpoint().toString())
                    .environment("JAVA_OPTS", "-XX:TieredStopAtLevel=1")
                    .environment("PATH", Path.of(python).getParent() + ":" + System.getenv("PATH"));
            fleet.start(
                    "words",
                    command(python, PUT.replace("-s words", "-s " + stream).replace("-p 3", "-p 0.3")));
            kinesis.awaitActive(stream);
            DaemonProcess daemon = fleet.start("daemon", command(python, RUN));

            DaemonFleet.await().untilAsserted(() -> assertThat(fleet.logs()).containsPattern(whileItRuns));
            if (program.contains("three")) {
                awaitCheckpoint(fleet);
            }
            assertThat(daemon.terminate()).as(fleet.logs()).isEqualTo(143);
            assertThat(daemon.log()).containsPattern(atTheEnd);
            assertThat(fleet.leases().sessions()).isEmpty();
            awaitCheckpoint(fleet);
        }
    }

    private static List<String> command(String python, String documented) {
        return Splitter.on(' ').splitToList(documented.replaceFirst("^python3", python));
    }

    private static void awaitCheckpoint(DaemonFleet fleet) {
        DaemonFleet.await()
                .untilAsserted(() -> assertThat(fleet.leases().leases())
                        .as(fleet::logs)
                        .singleElement()
                        .satisfies(lease -> assertThat(lease.checkpoint()).isInstanceOf(Checkpoint.At.class)));
    }
}
