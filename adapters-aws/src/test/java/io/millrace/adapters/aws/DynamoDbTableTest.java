package io.millrace.adapters.aws;

import static io.millrace.adapters.aws.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.SessionId;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.StoreFailure.Kind;
import io.millrace.ports.store.WriteAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** The table: created, taken as given, or refused. */
@ExtendWith(LocalServers.class)
class DynamoDbTableTest {
    private static final String OURS = """
            {"Table":{"TableName":"leases","TableStatus":"%s","KeySchema":[
            {"AttributeName":"application","KeyType":"HASH"},{"AttributeName":"entry","KeyType":"RANGE"}],
            "AttributeDefinitions":[{"AttributeName":"application","AttributeType":"S"},
            {"AttributeName":"entry","AttributeType":"S"}]}}""";

    private final LocalDynamoDb dynamoDb;
    private final String table = "table-" + UUID.randomUUID();
    private final ScriptedHttp server = new ScriptedHttp(request -> ScriptedHttp.json(200, "{}"));
    private final List<DynamoDbLeaseStore> stores = new ArrayList<>();

    DynamoDbTableTest(LocalDynamoDb dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    @AfterEach
    void close() {
        stores.forEach(DynamoDbLeaseStore::close);
        server.close();
    }

    @Test
    void createsATableBilledPerRequest() {
        answer(OpenAnswer.Ready.class, store(true).open());

        TableDescription created = describe();
        assertThat(created.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertThat(created.keySchema())
                .extracting(key -> key.attributeName() + " " + key.keyType())
                .containsExactly("application HASH", "entry RANGE");
    }

    @Test
    void severalWorkersThatCreateItAtTheSameTimeAllGetIt() {
        List<CompletionStage<OpenAnswer>> openings = new ArrayList<>();
        for (int worker = 0; worker < 6; worker++) {
            openings.add(store(true).open());
        }
        openings.forEach(opening -> answer(OpenAnswer.Ready.class, opening));
    }

    @Test
    void usesATableThatItIsGivenAndMayNotCreate() {
        answer(OpenAnswer.Ready.class, store(true).open());

        answer(OpenAnswer.Ready.class, store(false).open());
    }

    @Test
    void refusesToCreateATableIfThatIsSwitchedOff() {
        StoreFailure failure = failure(store(false));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation())
                .contains("'" + table + "' does not exist", "switched off", "partition key 'application'");
    }

    @Test
    void refusesATableOfTheKinesisClientLibraryAndLeavesItAlone() {
        createTable("leaseKey", ScalarAttributeType.S);
        Map<String, AttributeValue> item = Map.of(
                "leaseKey", AttributeValue.fromS("shardId-000000000000"), "leaseCounter", AttributeValue.fromN("7"));
        dynamoDb.client().putItem(request -> request.tableName(table).item(item));
        DynamoDbLeaseStore store = store(true);

        StoreFailure failure = failure(store);

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation())
                .contains(table, "Kinesis Client Library", "leaseKey", "never written over", "another table");
        Leadership leadership = new Leadership(Ownership.NONE.takenBy(new SessionId("s")));
        assertThat(answer(WriteAnswer.Failed.class, store.create(leadership))
                        .failure()
                        .kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(dynamoDb.client().scan(request -> request.tableName(table)).items())
                .containsExactly(item);
    }

    @Test
    void refusesATableOfAnyOtherKey() {
        createTable("application", ScalarAttributeType.S);

        StoreFailure failure = failure(store(true));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("its key is application", "sort key 'entry'");
    }

    @Test
    void doesWithoutPermissionToDescribe() {
        server.script(request -> request.operation().equals("DescribeTable")
                ? denied(request.operation())
                : ScriptedHttp.json(200, "{}"));

        answer(OpenAnswer.Ready.class, scripted().open());

        assertThat(server.requests())
                .extracting(ScriptedHttp.Request::operation)
                .containsExactly("DescribeTable", "GetItem");
    }

    @Test
    void refusesATableOfAnotherKeyAlsoWithoutPermissionToDescribe() {
        server.script(request -> request.operation().equals("DescribeTable")
                ? denied(request.operation())
                : ScriptedHttp.jsonError(
                        400, "ValidationException", "The provided key element does not match the schema"));

        StoreFailure failure = failure(scripted());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("not one of Millrace's", "does not match the schema");
    }

    @Test
    void namesTheCallThatWasDenied() {
        server.script(request -> denied(request.operation()));

        StoreFailure failure = failure(scripted());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("Allow dynamodb:GetItem");
    }

    @Test
    void saysThatCreationWasDenied() {
        server.script(request -> request.operation().equals("CreateTable")
                ? denied(request.operation())
                : ScriptedHttp.jsonError(400, "ResourceNotFoundException", "no table"));

        StoreFailure failure = failure(scripted());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation())
                .contains("does not exist", "creating it was denied", "Allow dynamodb:CreateTable");
    }

    @Test
    void waitsForATableThatAnotherWorkerCreates() {
        server.script(request -> {
            switch (request.operation()) {
                case "CreateTable":
                    return ScriptedHttp.jsonError(400, "ResourceInUseException", "Table already exists");
                default:
                    long looks = server.requests().stream()
                            .filter(earlier -> earlier.operation().equals("DescribeTable"))
                            .count();
                    return looks == 1
                            ? ScriptedHttp.jsonError(400, "ResourceNotFoundException", "no table")
                            : ScriptedHttp.json(200, String.format(OURS, looks < 4 ? "CREATING" : "ACTIVE"));
            }
        });

        answer(OpenAnswer.Ready.class, scripted().open());

        assertThat(server.requests())
                .extracting(ScriptedHttp.Request::operation)
                .containsExactly("DescribeTable", "CreateTable", "DescribeTable", "DescribeTable", "DescribeTable");
    }

    @Test
    void doesNotWaitForEver() {
        server.script(request -> ScriptedHttp.json(200, String.format(OURS, "CREATING")));

        StoreFailure failure = failure(scripted());

        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.explanation()).contains("not ready after 1 s");
    }

    @Test
    void refusesATableThatDynamoDbHasPutAway() {
        server.script(request -> ScriptedHttp.json(200, String.format(OURS, "ARCHIVED")));

        assertThat(failure(scripted()).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void aTableThatIsThrottledMayBeOpenedLater() {
        server.script(request -> ScriptedHttp.jsonError(400, "ThrottlingException", "slower"));

        assertThat(failure(scripted()).kind()).isEqualTo(Kind.THROTTLED);
    }

    private static ScriptedHttp.Reply denied(String operation) {
        return ScriptedHttp.jsonError(400, "AccessDeniedException", "not authorized to perform dynamodb:" + operation);
    }

    private static StoreFailure failure(DynamoDbLeaseStore store) {
        return answer(OpenAnswer.Failed.class, store.open()).failure();
    }

    private TableDescription describe() {
        return dynamoDb.client()
                .describeTable(request -> request.tableName(table))
                .table();
    }

    private void createTable(String hashKey, ScalarAttributeType type) {
        dynamoDb.client()
                .createTable(request -> request.tableName(table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(
                                attribute -> attribute.attributeName(hashKey).attributeType(type))
                        .keySchema(key -> key.attributeName(hashKey).keyType(KeyType.HASH)));
    }

    private DynamoDbLeaseStore store(boolean createTable) {
        return remembered(DynamoDbLeaseStore.builder()
                .table(table)
                .createTableIfMissing(createTable)
                .aws(dynamoDb.settings()));
    }

    private DynamoDbLeaseStore scripted() {
        return remembered(DynamoDbLeaseStore.builder()
                .table("leases")
                .tablePatience(Duration.ofSeconds(1))
                .aws(server.settings()));
    }

    private DynamoDbLeaseStore remembered(DynamoDbLeaseStoreBuilder builder) {
        DynamoDbLeaseStore store = builder.application("word-count").build();
        stores.add(store);
        return store;
    }
}
