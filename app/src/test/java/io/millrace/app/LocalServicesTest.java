package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that talk to services, against a local Kinesis and a local DynamoDB. */
@ExtendWith(LocalServers.class)
class LocalServicesTest {
    private static final String TABLE = "cli-leases";

    private final LocalKinesis kinesis;
    private final LocalDynamoDb dynamoDb;

    @TempDir
    private Path folder;

    LocalServicesTest(LocalKinesis kinesis, LocalDynamoDb dynamoDb) {
        this.kinesis = kinesis;
        this.dynamoDb = dynamoDb;
    }

    /** The default chain of credentials looks at these first. */
    @BeforeAll
    static void giveCredentials() {
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
    }

    @AfterAll
    static void takeCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private record Result(int status, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    private Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        ImmutableList<String> all = ImmutableList.<String>builder()
                .add(arguments)
                .add("--region", "us-east-1")
                .build();
        int status = commandLine.execute(all.toArray(String[]::new));
        return new Result(status, out.toString(), err.toString());
    }

    private Result onKinesis(String... arguments) {
        return run(Stream.concat(
                        Stream.of(arguments),
                        Stream.of("--kinesis-endpoint", kinesis.endpoint().toString()))
                .toArray(String[]::new));
    }

    private Result tailAs(String application, String stream, String... more) {
        return onKinesis(Stream.concat(
                        Stream.of(
                                "tail",
                                "--stream",
                                stream,
                                "--from",
                                "trim-horizon",
                                "--application",
                                application,
                                "--table",
                                TABLE,
                                "--dynamodb-endpoint",
                                dynamoDb.endpoint().toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private Result leasesOf(String application, String table, String... more) {
        return run(Stream.concat(
                        Stream.of(
                                "leases",
                                "--application",
                                application,
                                "--table",
                                table,
                                "--dynamodb-endpoint",
                                dynamoDb.endpoint().toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private String streamOfLines(String name, int lines) throws Exception {
        Path file = folder.resolve(name + ".txt");
        Files.write(
                file, IntStream.rangeClosed(1, lines).mapToObj(i -> "line " + i).toList());
        Result put = onKinesis("put", "--stream", name, "--create", "--shards", "3", "--file", file.toString());
        assertThat(put.status()).as(put.err()).isZero();
        assertThat(put.err()).contains("created the stream " + name + " with 3 shards");
        assertThat(put.lines()).first().asString().startsWith("put " + lines + " records into " + name);
        return name;
    }

    @Test
    void whatIsPutIsPrinted() throws Exception {
        String stream = streamOfLines("cli-lines", 700);

        Result tail = onKinesis("tail", "--stream", stream, "--from", "trim-horizon", "--limit", "700", "--json");

        assertThat(tail.status()).as(tail.err()).isZero();
        List<JsonNode> records = tail.lines().stream()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
        assertThat(records.stream().map(record -> record.get("text").asString()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 700).mapToObj(i -> "line " + i).toList());
        assertThat(records.stream()
                        .map(record -> record.get("shard").asString())
                        .distinct())
                .hasSize(3);
        assertThat(records).allSatisfy(record -> {
            assertThat("line " + record.get("partitionKey").asString())
                    .isEqualTo(record.get("text").asString());
            assertThat(record.get("sequenceNumber").asString()).matches("\\d+");
            assertThat(record.get("arrival").asString()).endsWith("Z");
        });
    }

    @Test
    void printsColumnsForPeople() throws Exception {
        String stream = streamOfLines("cli-columns", 5);

        Result tail = onKinesis("tail", "--stream", stream, "--from", "2020-01-01T00:00:00Z", "--limit", "5");

        assertThat(tail.lines())
                .hasSize(5)
                .allSatisfy(line -> assertThat(line).matches("shardId-\\d{12}\t\\S+Z\t\\d\tline \\d"));
    }

    @Test
    void putsWordsAtARate() {
        Result put = onKinesis(
                "put",
                "--stream",
                "cli-words",
                "--create",
                "--words",
                "--count",
                "50",
                "--rate",
                "200",
                "--partition-key",
                "{text}-{number}");

        assertThat(put.status()).as(put.err()).isZero();
        assertThat(put.lines()).first().asString().startsWith("put 50 records into cli-words");
        Result tail = onKinesis("tail", "--stream", "cli-words", "--from", "trim-horizon", "--limit", "50", "--json");
        assertThat(tail.lines()).hasSize(50).allSatisfy(line -> {
            JsonNode record = JsonMapper.shared().readTree(line);
            assertThat(record.get("partitionKey").asString())
                    .matches(record.get("text").asString() + "-\\d+");
        });
    }

    @Test
    void aWorkerOfAnApplicationGoesOnWhereTheLastOneEnded() throws Exception {
        String stream = streamOfLines("cli-application", 90);

        Result first = tailAs("reader", stream, "--limit", "40", "--worker-id", "one");
        Result second = tailAs("reader", stream, "--limit", "50", "--worker-id", "two");

        assertThat(first.status()).as(first.err()).isZero();
        assertThat(second.status()).as(second.err()).isZero();
        assertThat(first.lines()).hasSize(40);
        List<String> both = Stream.concat(first.lines().stream(), second.lines().stream())
                .map(line -> line.substring(line.lastIndexOf('\t') + 1))
                .collect(Collectors.toList());
        assertThat(both).doesNotHaveDuplicates().hasSize(90);
        leasesShowWhatIsLeft(stream);
    }

    private void leasesShowWhatIsLeft(String stream) {
        Result leases = leasesOf("reader", TABLE, "--json");
        assertThat(leases.status()).as(leases.err()).isZero();
        JsonNode report = JsonMapper.shared().readTree(leases.out());
        assertThat(report.get("application").asString()).isEqualTo("reader");
        assertThat(report.get("streams").get(0).asString()).endsWith("stream/" + stream);
        assertThat(report.get("leases").size()).isEqualTo(3);
        assertThat(report.get("sessions").size())
                .as("a worker that stops deletes its session")
                .isZero();
        report.get("leases").forEach(lease -> {
            assertThat(lease.get("state").asString()).isEqualTo("free");
            assertThat(lease.get("epoch").asLong()).isEqualTo(2);
            assertThat(lease.get("checkpoint").asString()).startsWith("AT(");
        });
        Result tables = leasesOf("reader", TABLE);
        assertThat(tables.out())
                .contains("application  reader", "leader       none", "SHARD", "CHECKPOINT")
                .contains(stream + "/shardId-000000000000  free");
    }

    @Test
    void whatIsMissingIsExplained() {
        assertThat(onKinesis("tail", "--stream", "cli-nothing"))
                .satisfies(tail -> assertThat(tail.status()).isEqualTo(1))
                .satisfies(tail -> assertThat(tail.err())
                        .startsWith("millrace tail: DescribeStreamSummary on stream 'cli-nothing'")
                        .contains("not found")
                        .doesNotContain("\tat "));
        assertThat(onKinesis("put", "--stream", "cli-nothing", "--words", "--count", "1"))
                .satisfies(put -> assertThat(put.status()).isEqualTo(1))
                .satisfies(put -> assertThat(put.err()).contains("PutRecords on stream 'cli-nothing'", "not found"));
        assertThat(leasesOf("nobody", "cli-no-table"))
                .satisfies(leases -> assertThat(leases.status()).isEqualTo(1))
                .satisfies(leases -> assertThat(leases.err()).contains("'cli-no-table' does not exist"));
    }

    @Test
    void anApplicationWithoutEntriesIsExplained() throws Exception {
        String stream = streamOfLines("cli-other", 3);
        assertThat(tailAs("other", stream, "--limit", "3").status()).isZero();

        Result leases = leasesOf("nobody", TABLE);

        assertThat(leases.status()).isEqualTo(1);
        assertThat(leases.err()).contains("has no entries of an application 'nobody'");
    }
}
