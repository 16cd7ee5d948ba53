package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalServers;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The lock of KCL's leader is found where the versions of KCL keep it. */
@ExtendWith(LocalServers.class)
class KclLeaderLockTest {
    private final LocalDynamoDb dynamoDb;
    private final String application = "kcl-" + UUID.randomUUID();

    KclLeaderLockTest(LocalDynamoDb dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    @Test
    void isNotThereWithoutTablesOrWithoutALeader() {
        assertThat(look()).isEqualTo(new KclLeaderLock.Finding.Known(Optional.empty()));
        create(application, "leaseKey");
        assertThat(look()).isEqualTo(new KclLeaderLock.Finding.Known(Optional.empty()));
    }

    @Test
    void isFoundInTheLeaseTable() {
        create(application, "leaseKey");
        lock(application, "leaseKey", "v1");

        assertThat(look()).isEqualTo(held("v1"));
    }

    @Test
    void isFoundInTheTableOfOlderVersions() {
        create(application, "leaseKey");
        create(application + "-CoordinatorState", "key");
        lock(application + "-CoordinatorState", "key", "v2");

        assertThat(look()).isEqualTo(held("v2"));
    }

    @Test
    void whoMayNotLookDoesNotKnow() {
        try (ScriptedHttp denied = new ScriptedHttp(request -> ScriptedHttp.json(
                400,
                "{\"__type\":\"com.amazon.coral.service#AccessDeniedException\",\"message\":\"not authorized\"}"))) {
            assertThat(KclLeaderLock.look(denied.settings(), application, application))
                    .isInstanceOfSatisfying(
                            KclLeaderLock.Finding.Unknown.class,
                            unknown -> assertThat(unknown.explanation())
                                    .contains("GetItem on KCL's table", "Allow dynamodb:GetItem"));
        }
    }

    private KclLeaderLock.Finding look() {
        return KclLeaderLock.look(dynamoDb.settings(), application, application);
    }

    private static KclLeaderLock.Finding held(String version) {
        return new KclLeaderLock.Finding.Known(Optional.of(new KclLeaderLock.Held("host-a", version)));
    }

    private void create(String table, String key) {
        dynamoDb.client()
                .createTable(request -> request.tableName(table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(
                                attribute -> attribute.attributeName(key).attributeType(ScalarAttributeType.S))
                        .keySchema(element -> element.attributeName(key).keyType(KeyType.HASH)));
    }

    private void lock(String table, String key, String version) {
        dynamoDb.client()
                .putItem(request -> request.tableName(table)
                        .item(Map.of(
                                key,
                                AttributeValue.fromS("Leader"),
                                "ownerName",
                                AttributeValue.fromS("host-a"),
                                "leaseDuration",
                                AttributeValue.fromS("120000"),
                                "recordVersionNumber",
                                AttributeValue.fromS(version))));
    }
}
