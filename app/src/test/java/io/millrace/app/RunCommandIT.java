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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** {@code millrace run} as a process of its own, with children, against local services. */
@ExtendWith(LocalServers.class)
class RunCommandIT {
    private static final Path JAR = Path.of("target", "millrace.jar").toAbsolutePath();
    /** Writes what it is told to the file told, and checkpoints only when it is asked to shut down. */
    private static final String CHILD = """
            say() { printf '%s\\n' "$1"; }
            while IFS= read -r line; do
              action=${line#*'"action":"'}
              action=${action%%'"'*}
              say "$line" >>told
              if [ "$action" = shutdownRequested ]; then
                say '{"action":"checkpoint","sequenceNumber":null,"subSequenceNumber":null}'
                IFS= read -r answer
              fi
              say '{"action":"status","responseFor":"'"$action"'"}'
            done
            """;

    private final LocalKinesis kinesis;
    private final LocalDynamoDb dynamoDb;

    @TempDir
    private Path folder;

    RunCommandIT(LocalKinesis kinesis, LocalDynamoDb dynamoDb) {
        this.kinesis = kinesis;
        this.dynamoDb = dynamoDb;
    }

    private void write(String name, String more) throws Exception {
        Files.writeString(folder.resolve("child.sh"), CHILD);
        Files.writeString(folder.resolve("app.properties"), """
                executableName = sh child.sh
                applicationName = %s
                streamName = %s
                regionName = us-east-1
                kinesisEndpoint = %s
                dynamoDBEndpoint = %s
                AwsCredentialsProvider = EnvironmentVariableCredentialsProvider
                initialPositionInStream = TRIM_HORIZON
                millrace.leaseTable = run-leases
                %s
                """.formatted(
                        name, name, kinesis.endpoint(), dynamoDb.endpoint(), more));
    }

    private Process run(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString(),
                "run"));
        command.addAll(List.of(options));
        command.add("app.properties");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().put("AWS_ACCESS_KEY_ID", "local");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "local");
        return builder.start();
    }

    private String err() throws Exception {
        return Files.readString(folder.resolve("err"));
    }

    private void awaitTold(String part) {
        Path told = folder.resolve("told");
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> Files.exists(told) && Files.readString(told).contains(part));
    }

    @Test
    void aSignalHasTheChildrenCheckpointAndLeavesTheFleet() throws Exception {
        kinesis.createStream("run-words", 1);
        kinesis.put("run-words", "key", "a word".getBytes(StandardCharsets.UTF_8));
        write("run-words", "");
        Process daemon = run();
        try {
            awaitTold("YSB3b3Jk");

            daemon.destroy();

            assertThat(daemon.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(daemon.exitValue()).as(err()).isEqualTo(143);
            assertThat(err())
                    .contains("Starting: stream run-words, application run-words", "`sh child.sh`")
                    .contains("retrievalMode: 'DEFAULT' is enhanced fan-out", "Stopped in order");
            assertThat(Files.readString(folder.resolve("told"))).contains("shutdownRequested", "leaseLost");
            LeaseReport report = new LeaseReader(DynamoDbLeaseStore.builder()
                            .application("run-words")
                            .table("run-leases")
                            .aws(dynamoDb.settings())
                            .build())
                    .read();
            assertThat(report.sessions()).as("it has left the fleet").isEmpty();
            assertThat(report.leases())
                    .singleElement()
                    .satisfies(lease -> assertThat(lease.checkpoint()).isInstanceOf(Checkpoint.At.class));
        } finally {
            daemon.destroyForcibly();
        }
    }

    @Test
    void beginsWhereKclHasBeenOnlyWhenToldAndThenGoesOn() throws Exception {
        kinesis.createStream("run-kcl", 1);
        kinesis.put("run-kcl", "key", "a word".getBytes(StandardCharsets.UTF_8));
        write("run-kcl", "");
        leaveALeaseOfKcl("run-kcl");

        Process refused = run();
        assertThat(refused.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(refused.exitValue()).isEqualTo(1);
        assertThat(err())
                .contains("The table 'run-kcl' holds leases of the Kinesis Client Library", "last owned by host-a")
                .contains("--begin-anew");

        for (String[] options : new String[][] {{"--begin-anew"}, {}}) {
            Files.deleteIfExists(folder.resolve("told"));
            Process daemon = run(options);
            try {
                awaitTold("\"action\":\"initialize\"");
            } finally {
                daemon.destroy();
                assertThat(daemon.waitFor(40, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void aLogConfigurationTakesTheLogElsewhere() throws Exception {
        write("run-log", "shutdownGraceMillis = soon");
        Files.writeString(folder.resolve("log.xml"), """
                <configuration><appender name="file" class="ch.qos.logback.core.FileAppender"><file>daemon.log</file>
                <encoder><pattern>%msg%n</pattern></encoder></appender>
                <root level="INFO"><appender-ref ref="file"/></root></configuration>
                """);

        Process daemon = run("-l", "log.xml");

        assertThat(daemon.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(daemon.exitValue()).as("there is no such stream").isEqualTo(1);
        assertThat(Files.readString(folder.resolve("daemon.log")))
                .contains("shutdownGraceMillis: 'soon' is no whole number", "Not started.");
        assertThat(err()).isEmpty();
    }

    private void leaveALeaseOfKcl(String table) {
        dynamoDb.client()
                .createTable(request -> request.tableName(table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(
                                attribute -> attribute.attributeName("leaseKey").attributeType(ScalarAttributeType.S))
                        .keySchema(element -> element.attributeName("leaseKey").keyType(KeyType.HASH)));
        dynamoDb.client()
                .putItem(request -> request.tableName(table)
                        .item(Map.of(
                                "leaseKey", AttributeValue.fromS("shardId-000000000000"),
                                "leaseOwner", AttributeValue.fromS("host-a"),
                                "leaseCounter", AttributeValue.fromN("5"),
                                "checkpoint", AttributeValue.fromS("49590338271490256608559692538361"))));
    }
}
