package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalServers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** KCL's lease table is recognised, counted and left alone. */
@ExtendWith(LocalServers.class)
class KclLeaseTableTest {
    private static final String DENIED =
            "{\"__type\":\"com.amazon.coral.service#AccessDeniedException\",\"message\":\"not authorized\"}";

    private final LocalDynamoDb dynamoDb;
    private final String table = "kcl-" + UUID.randomUUID();
    private final ScriptedHttp server = new ScriptedHttp(request -> ScriptedHttp.json(400, DENIED));

    KclLeaseTableTest(LocalDynamoDb dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aMissingTableMeansThatKclNeverRan() throws Exception {
        assertThat(KclLeaseTable.look(dynamoDb.settings(), table)).isEqualTo(new KclFinding.Absent());
    }

    @Test
    void countsLeasesOwnersAndProgress() throws Exception {
        create("leaseKey");
        lease("shardId-0", "SHARD_END", "worker-b");
        lease("shardId-1", "49590338271490256608559692538361571095921575989136588898", "worker-b");
        lease("shardId-2", "TRIM_HORIZON", "worker-a");
        lease("shardId-3", "LATEST", "");
        put(Map.of("leaseKey", AttributeValue.fromS("Leader"), "entityType", AttributeValue.fromS("LEADER")));

        KclFinding finding = KclLeaseTable.look(dynamoDb.settings(), table);

        assertThat(finding).isInstanceOf(KclFinding.Found.class);
        KclLeases leases = ((KclFinding.Found) finding).leases();
        assertThat(leases.describe())
                .isEqualTo("4 leases (1 at the end of the shard, 1 at a sequence number, 2 without progress),"
                        + " last owned by worker-a, worker-b");
        assertThat(dynamoDb.client().scan(request -> request.tableName(table)).items())
                .as("nothing is written")
                .hasSize(5);
    }

    @Test
    void anEmptyTableOfKclHasNoLeases() throws Exception {
        create("leaseKey");

        assertThat(KclLeaseTable.look(dynamoDb.settings(), table))
                .isInstanceOfSatisfying(
                        KclFinding.Found.class,
                        found -> assertThat(found.leases().describe()).isEqualTo("0 leases"));
    }

    @Test
    void aTableOfAnotherKeyIsNotKcls() throws Exception {
        create("application");

        assertThat(KclLeaseTable.look(dynamoDb.settings(), table)).isEqualTo(new KclFinding.Other());
    }

    @Test
    void whoMayNeitherDescribeNorScanDoesNotKnow() throws Exception {
        assertThat(KclLeaseTable.look(server.settings(), table, Duration.ZERO))
                .isInstanceOfSatisfying(
                        KclFinding.Unknown.class,
                        unknown -> assertThat(unknown.explanation())
                                .contains("Scan on table '" + table + "'", "was denied", "Allow dynamodb:Scan"));
    }

    @Test
    void whoMayOnlyScanKnowsAsMuch() throws Exception {
        server.script(
                request -> "DynamoDB_20120810.Scan".equals(request.headers().get("x-amz-target"))
                        ? ScriptedHttp.json(200, """
                        {"Count":1,"Items":[{"leaseKey":{"S":"shardId-0"},"checkpoint":{"S":"1"},
                        "leaseOwner":{"S":"worker-a"}}]}""")
                        : ScriptedHttp.json(400, DENIED));

        assertThat(KclLeaseTable.look(server.settings(), table, Duration.ZERO))
                .isInstanceOfSatisfying(
                        KclFinding.Found.class,
                        found -> assertThat(found.leases().total()).isEqualTo(1));
    }

    @Test
    void aFailureThatPassesIsNotTheEnd() throws Exception {
        server.script(request -> server.requests().size() < 3
                ? ScriptedHttp.json(500, "{\"__type\":\"InternalServerError\"}")
                : ScriptedHttp.json(
                        400, "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException\"}"));

        assertThat(KclLeaseTable.look(server.settings(), table, Duration.ZERO)).isEqualTo(new KclFinding.Absent());
    }

    @Test
    void aServiceThatNeverAnswersIsToldAfterSomeAttempts() throws Exception {
        server.script(request -> ScriptedHttp.json(500, "{\"__type\":\"InternalServerError\"}"));

        assertThat(KclLeaseTable.look(server.settings(), table, Duration.ZERO)).isInstanceOf(KclFinding.Unknown.class);
        assertThat(server.requests()).hasSize(4);
    }

    private void create(String key) {
        dynamoDb.client()
                .createTable(request -> request.tableName(table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(
                                attribute -> attribute.attributeName(key).attributeType(ScalarAttributeType.S))
                        .keySchema(element -> element.attributeName(key).keyType(KeyType.HASH)));
    }

    private void lease(String shard, String checkpoint, String owner) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("leaseKey", AttributeValue.fromS(shard));
        item.put("leaseCounter", AttributeValue.fromN("7"));
        item.put("checkpoint", AttributeValue.fromS(checkpoint));
        if (!owner.isEmpty()) {
            item.put("leaseOwner", AttributeValue.fromS(owner));
        }
        put(item);
    }

    private void put(Map<String, AttributeValue> item) {
        dynamoDb.client().putItem(request -> request.tableName(table).item(item));
    }
}
