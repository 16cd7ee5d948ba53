package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code millrace migrate} on a table as KCL leaves it, and a daemon that goes on afterwards. */
@ExtendWith(LocalServers.class)
class MigrateCommandIT {
    private static final Path JAR = Path.of("target", "millrace.jar").toAbsolutePath();
    private static final String FIRST = "shardId-000000000000";
    private static final String SECOND = "shardId-000000000001";
    private static final String WHOLE = "340282366920938463463374607431768211455";
    private static final String CHILD = """
            while IFS= read -r line; do
              action=${line#*'"action":"'}
              action=${action%%'"'*}
              printf '%s\\n' "$line" >>told
              printf '%s\\n' '{"action":"status","responseFor":"'"$action"'"}'
            done
            """;

    private final LocalKinesis kinesis;
    private final LocalDynamoDb dynamoDb;
    private final Map<String, String> sequenceNumbers = new HashMap<>();

    @TempDir
    private Path folder;

    MigrateCommandIT(LocalKinesis kinesis, LocalDynamoDb dynamoDb) {
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

    private record Result(int status, String out, String err) {}

    private Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--region",
                "us-east-1",
                "--dynamodb-endpoint",
                dynamoDb.endpoint().toString()));
        int status = commandLine.execute(all.toArray(String[]::new));
        return new Result(status, out.toString(), err.toString());
    }

    private Result migrate(String application, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "migrate",
                "--application",
                application,
                "--stream",
                application,
                "--failover-millis",
                "1000",
                "--kinesis-endpoint",
                kinesis.endpoint().toString()));
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    /** A stream of one shard with three words, the first of which KCL has processed. */
    private void leaveWhatKclHad(String application) {
        kinesis.createStream(application, 1);
        for (String word : List.of("first", "second", "third")) {
            sequenceNumbers.put(
                    word,
                    kinesis.put(application, "key", word.getBytes(StandardCharsets.UTF_8))
                            .sequenceNumber());
        }
        createTable(application, "leaseKey");
        put(application, leaseItem(FIRST, sequenceNumbers.get("first")));
        Map<String, AttributeValue> state = new HashMap<>();
        state.put("leaseKey", AttributeValue.fromS("Migration3.0"));
        state.put("entityType", AttributeValue.fromS("CLIENT_VERSION_MIGRATION"));
        state.put("cv", AttributeValue.fromS("CLIENT_VERSION_3X"));
        state.put("mb", AttributeValue.fromS("host-a"));
        state.put("mts", AttributeValue.fromN("1760000000000"));
        put(application, state);
    }

    private static Map<String, AttributeValue> leaseItem(String shard, String checkpoint) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("leaseKey", AttributeValue.fromS(shard));
        item.put("leaseOwner", AttributeValue.fromS("host-a"));
        item.put("leaseCounter", AttributeValue.fromN("417"));
        item.put("ownerSwitchesSinceCheckpoint", AttributeValue.fromN("0"));
        item.put("checkpoint", AttributeValue.fromS(checkpoint));
        item.put("checkpointSubSequenceNumber", AttributeValue.fromN("0"));
        item.put("startingHashKey", AttributeValue.fromS("0"));
        item.put("endingHashKey", AttributeValue.fromS(WHOLE));
        item.put("throughputKBps", AttributeValue.fromN("12.345678"));
        item.put("entityType", AttributeValue.fromS("LEASE"));
        return item;
    }

    private void createTable(String table, String key) {
        dynamoDb.client()
                .createTable(request -> request.tableName(table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(
                                attribute -> attribute.attributeName(key).attributeType(ScalarAttributeType.S))
                        .keySchema(element -> element.attributeName(key).keyType(KeyType.HASH)));
    }

    private void put(String table, Map<String, AttributeValue> item) {
        dynamoDb.client().putItem(request -> request.tableName(table).item(item));
    }

    private List<Map<String, AttributeValue>> items(String table) {
        return dynamoDb.client().scan(request -> request.tableName(table)).items();
    }

    @Test
    void aDryRunShowsEachLeaseAndWritesNothing() throws Exception {
        leaveWhatKclHad("dry");
        Map<String, AttributeValue> child = leaseItem(SECOND, "LATEST");
        child.remove("leaseOwner");
        child.put("parentShardId", AttributeValue.fromSs(List.of(FIRST)));
        put("dry", child);
        List<Map<String, AttributeValue>> before = items("dry");

        Result result = migrate("dry", "--to", "dynamodb:dry-new", "--dry-run");

        assertThat(result.status()).as(result.err()).isZero();
        String position = sequenceNumbers.get("first");
        assertThat(result.out())
                .contains("application dry, stream dry: kcl:dry -> dynamodb:dry-new")
                .contains(FIRST + "  at a sequence number  " + position + " -> " + position + "  parents: none")
                .containsPattern(SECOND + "  not begun  LATEST -> AT_TIMESTAMP\\(.*\\)  parents: " + FIRST)
                .contains("2 leases: 0 ended, 1 at a sequence number, 1 not begun.", "it means from now on")
                .contains("A dry run: nothing was written.");
        assertThat(result.err()).contains("Watching for living workers for 2 s");
        assertThat(items("dry")).isEqualTo(before);
        assertThat(dynamoDb.client().listTables().tableNames()).doesNotContain("dry-new");
        assertThat(migrate("dry", "--to", "file:" + folder.resolve("new.db"), "--dry-run")
                        .status())
                .isZero();
        assertThat(folder.resolve("new.db")).doesNotExist();
    }

    @Test
    void refusesWhileTheCounterOfALeaseMovesAndADryRunSaysSo() {
        leaveWhatKclHad("moving");
        ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();
        try {
            worker.scheduleAtFixedRate(() -> renew("moving"), 0, 100, TimeUnit.MILLISECONDS);

            Result refused = migrate("moving", "--to", "dynamodb:moving-new");
            Result dry = migrate("moving", "--to", "dynamodb:moving-new", "--dry-run", "--json");

            String lives = "workers live: host-a (its lease of " + FIRST + " changed). Stop all workers";
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains("millrace migrate: Nothing was written: " + lives);
            assertThat(dry.status()).isZero();
            assertThat(dry.out().lines()).hasSize(1);
            JsonNode json = JsonMapper.shared().readTree(dry.out());
            assertThat(json.path("refusals").get(0).asString()).contains(lives);
            assertThat(json.path("leases").get(0).path("state").asString()).isEqualTo("positioned");
            assertThat(dynamoDb.client().listTables().tableNames()).doesNotContain("moving-new");
        } finally {
            worker.shutdownNow();
        }
    }

    private void renew(String table) {
        dynamoDb.client()
                .updateItem(request -> request.tableName(table)
                        .key(ImmutableMap.of("leaseKey", AttributeValue.fromS(FIRST)))
                        .updateExpression("ADD leaseCounter :one")
                        .expressionAttributeValues(ImmutableMap.of(":one", AttributeValue.fromN("1"))));
    }

    @Test
    void copiesToAFileAndTheSecondTimeFindsAllThere() {
        leaveWhatKclHad("filed");
        String file = "file:" + folder.resolve("leases.db");

        Result result = migrate("filed", "--to", file);

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("All of them are in " + file)
                .contains("Set millrace.leaseStore = " + file, "filed-WorkerMetricStats");
        assertThat(run("leases", "--application", "filed", "--store", file).out())
                .contains("filed/" + FIRST)
                .contains("free", "AT(" + sequenceNumbers.get("first"))
                .doesNotContain("incomplete");
        assertThat(migrate("filed", "--to", file).out()).contains("before, and nothing was written");
    }

    @Test
    void aDaemonGoesOnInTheNewTableFromWhereKclWas() throws Exception {
        leaveWhatKclHad("goes-on");
        List<Map<String, AttributeValue>> before = items("goes-on");

        Result result = migrate("goes-on");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("properties that name no millrace.leaseStore");
        Process daemon = startDaemon("goes-on");
        try {
            awaitTold("third");
            assertThat(Files.readString(folder.resolve("told")))
                    .contains(encoded("second"))
                    .doesNotContain(encoded("first"));
        } finally {
            daemon.destroy();
            assertThat(daemon.waitFor(40, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(items("goes-on")).as("KCL's table is as it was").isEqualTo(before);

        Result again = migrate("goes-on");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("already has 1 lease of this application (goes-on/" + FIRST + ")");
    }

    @Test
    void aDaemonDoesNotStartOnHalfACopyAndTheSameCommandGoesOn() throws Exception {
        leaveWhatKclHad("half");
        assertThat(migrate("half").status()).isZero();
        try (LeaseStore target = DynamoDbLeaseStore.builder()
                .application("half")
                .table("millrace-leases")
                .aws(dynamoDb.settings())
                .build()) {
            EntryKey key = EntryKey.streamBinding("half");
            StreamBinding binding = (StreamBinding)
                    ((ReadAnswer.Found) target.read(key).toCompletableFuture().join())
                            .found()
                            .entry();
            assertThat(target.replace(binding.incomplete(), 2)
                            .toCompletableFuture()
                            .join())
                    .as("as it is between the first write and the last")
                    .isInstanceOf(WriteAnswer.Applied.class);
        }

        Process daemon = startDaemon("half");
        try {
            assertThat(daemon.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(daemon.exitValue()).isEqualTo(1);
            assertThat(Files.readString(folder.resolve("err")))
                    .contains("not all of them are here yet", "millrace migrate");
        } finally {
            daemon.destroyForcibly();
        }
        assertThat(migrate("half").out()).contains("All of them are in dynamodb:millrace-leases.");
        assertThat(run("leases", "--application", "half").out())
                .contains("half/" + FIRST)
                .doesNotContain("incomplete");
    }

    private Process startDaemon(String name) throws Exception {
        Files.writeString(folder.resolve("child.sh"), CHILD);
        Files.writeString(folder.resolve("told"), "");
        Files.writeString(
                folder.resolve("app.properties"), """
                executableName = sh child.sh
                applicationName = %s
                streamName = %s
                regionName = us-east-1
                kinesisEndpoint = %s
                dynamoDBEndpoint = %s
                AwsCredentialsProvider = EnvironmentVariableCredentialsProvider
                initialPositionInStream = TRIM_HORIZON
                """.formatted(name, name, kinesis.endpoint(), dynamoDb.endpoint()));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        JAR.toString(),
                        "run",
                        "app.properties")
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().put("AWS_ACCESS_KEY_ID", "local");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "local");
        return builder.start();
    }

    private void awaitTold(String word) {
        Awaitility.await("the word " + word)
                .atMost(Duration.ofMinutes(1))
                .until(() -> Files.readString(folder.resolve("told")).contains(encoded(word)));
    }

    private static String encoded(String word) {
        return "\"" + Base64.getEncoder().encodeToString(word.getBytes(StandardCharsets.UTF_8)) + "\"";
    }

    @Test
    void copiesToPostgreSqlWhoseTablesItCreates() throws Exception {
        leaveWhatKclHad("relational");
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            String address = "postgresql://postgres@localhost:" + server.getPort() + "/postgres";

            Result dry = migrate("relational", "--to", address, "--dry-run");
            assertThat(dry.status()).as(dry.err()).isZero();
            assertThat(dry.err()).contains("Nothing can be read from " + address + " yet");
            assertThat(dry.out()).contains("A dry run: nothing was written.");

            Result result = migrate("relational", "--to", address);
            assertThat(result.status()).as(result.err()).isZero();
            assertThat(run("leases", "--application", "relational", "--store", address)
                            .out())
                    .contains("relational/" + FIRST, "AT(" + sequenceNumbers.get("first"));
        }
    }

    @Test
    void aTimeThatKclDoesNotKeepIsGivenToIt() {
        kinesis.createStream("timed", 1);
        createTable("timed", "leaseKey");
        put("timed", leaseItem(FIRST, "AT_TIMESTAMP"));

        assertThat(migrate("timed", "--dry-run", "--initial-position", "2026-01-31T12:00:00Z")
                        .out())
                .contains("AT_TIMESTAMP(2026-01-31T12:00:00Z) -> AT_TIMESTAMP(2026-01-31T12:00:00Z)");
    }

    @Test
    void saysWhatIsWrongWithTheTable() {
        kinesis.createStream("wrong", 1);
        Result absent = migrate("wrong");
        assertThat(absent.status()).isEqualTo(1);
        assertThat(absent.err()).contains("The table 'wrong' does not exist in this region", "--from kcl:TABLE");

        createTable("wrong-other", "id");
        assertThat(migrate("wrong", "--from", "kcl:wrong-other").err())
                .contains("The table 'wrong-other' is not a lease table of KCL's");

        createTable("wrong", "leaseKey");
        put("wrong", leaseItem(FIRST, "AT_TIMESTAMP"));
        Map<String, AttributeValue> several = leaseItem("1:wrong:2:" + SECOND, "TRIM_HORIZON");
        several.put("streamName", AttributeValue.fromS("1:wrong:2"));
        put("wrong", several);
        Result refused = migrate("wrong", "--to", "dynamodb:wrong-new");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("KCL's lease " + FIRST + " cannot be understood", "--initial-position TIME")
                .contains("KCL's lease 1:wrong:2:" + SECOND, "the application has several streams");
        assertThat(dynamoDb.client().listTables().tableNames()).doesNotContain("wrong-new");
    }
}
