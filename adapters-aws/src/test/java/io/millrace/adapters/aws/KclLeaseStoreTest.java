package io.millrace.adapters.aws;

import static io.millrace.adapters.aws.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** What is in KCL's table after Millrace has written to it, attribute by attribute. */
@ExtendWith(LocalServers.class)
@DisplayName("The lease store in KCL's table")
class KclLeaseStoreTest {
    private static final LeaseKey KEY = new LeaseKey("words", new ShardId(KclItems.SHARD));
    private static final EntryKey ENTRY = EntryKey.of(KEY);
    private static final SessionId OURS = new SessionId("w@1");

    private final LocalDynamoDb dynamoDb;
    private final String application = "app-" + UUID.randomUUID();
    private LeaseStore store;

    KclLeaseStoreTest(LocalDynamoDb dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    @BeforeEach
    void open() {
        store = store(application);
        answer(OpenAnswer.Ready.class, store.open());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private LeaseStore store(String table) {
        return KclLeaseStore.builder().companion(nativeStore()).table(table).stream("words")
                .aws(dynamoDb.settings())
                .build();
    }

    private void put(KclItems item) {
        dynamoDb.client().putItem(request -> request.tableName(application).item(item.toItem()));
    }

    private Map<String, AttributeValue> item(String key) {
        return dynamoDb.client()
                .getItem(request -> request.tableName(application)
                        .key(Map.of("leaseKey", AttributeValue.fromS(key)))
                        .consistentRead(true))
                .item();
    }

    private Versioned<Lease> read() {
        ReadAnswer.Found found = answer(ReadAnswer.Found.class, store.read(ENTRY));
        return new Versioned<>((Lease) found.found().entry(), found.found().revision());
    }

    private Lease taken(Versioned<Lease> seen) {
        Lease next = seen.entry().withOwnership(seen.entry().ownership().takenBy(OURS));
        answer(WriteAnswer.Applied.class, store.replace(next, seen.revision()));
        return next;
    }

    @Test
    @DisplayName("takes a lease as KCL would, and leaves alone what it does not know")
    void takes() {
        put(KclItems.owned().text("somebody's", "own").text("checkpointOwner", "worker-a"));

        taken(read());

        Map<String, AttributeValue> item = item(KclItems.SHARD);
        assertThat(item.get("leaseOwner").s()).isEqualTo("w@1");
        assertThat(item.get("leaseCounter").n()).isEqualTo("418");
        assertThat(item.get("ownerSwitchesSinceCheckpoint").n()).isEqualTo("1");
        assertThat(item).doesNotContainKey("checkpointOwner");
        assertThat(item.get("somebody's").s()).isEqualTo("own");
        assertThat(item.get("throughputKBps").n()).isEqualTo("12");
        assertThat(item.get("checkpoint").s()).isEqualTo(KclItems.POSITION);
        assertThat(item.get("entityType").s()).isEqualTo("LEASE");
    }

    @Test
    @DisplayName("renews by the counter alone")
    void renews() {
        put(KclItems.owned());
        Lease ours = taken(read());
        Map<String, AttributeValue> before = item(KclItems.SHARD);

        assertThat(answer(WriteAnswer.Applied.class, store.replace(ours, 419)).revision())
                .isEqualTo(420);

        Map<String, AttributeValue> after = new TreeMap<>(item(KclItems.SHARD));
        assertThat(after.put("leaseCounter", AttributeValue.fromN("418")).n()).isEqualTo("419");
        assertThat(after).isEqualTo(before);
    }

    @Test
    @DisplayName("checkpoints as KCL does: the count of owners begins anew, a prepared checkpoint is gone")
    void checkpoints() {
        put(KclItems.owned().text("pendingCheckpoint", "5").number("pendingCheckpointSubSequenceNumber", 0));
        Lease ours = taken(read());

        Lease further = ours.withCheckpoint(Checkpoint.at(SequenceNumber.of(77)), Optional.empty());
        answer(WriteAnswer.Applied.class, store.replace(further, 419));

        Map<String, AttributeValue> item = item(KclItems.SHARD);
        assertThat(item.get("checkpoint").s()).isEqualTo("77");
        assertThat(item.get("checkpointSubSequenceNumber").n()).isEqualTo("0");
        assertThat(item.get("ownerSwitchesSinceCheckpoint").n()).isEqualTo("0");
        assertThat(item).doesNotContainKeys("pendingCheckpoint", "pendingCheckpointSubSequenceNumber");
    }

    @Test
    @DisplayName("gives a lease up without an owner of any kind")
    void releases() {
        put(KclItems.owned());
        Lease ours = taken(read());

        answer(
                WriteAnswer.Applied.class,
                store.replace(ours.withOwnership(ours.ownership().released()), 419));

        assertThat(item(KclItems.SHARD)).doesNotContainKeys("leaseOwner", "millraceOwner");
        assertThat(read().entry().ownership().epoch()).as("the epoch stays").isEqualTo(2);
    }

    @Test
    @DisplayName("is refused when KCL has begun a hand-off, which leaves the counter as it was")
    void seesAHandOff() {
        put(KclItems.owned());
        Lease ours = taken(read());
        put(KclItems.owned()
                .number("leaseCounter", 418)
                .text("leaseOwner", "worker-b")
                .text("checkpointOwner", "worker-c"));

        WriteAnswer.Conflict conflict = answer(WriteAnswer.Conflict.class, store.replace(ours, 419));

        assertThat(((Lease) conflict.current().orElseThrow().entry())
                        .ownership()
                        .owner())
                .contains(SessionId.foreign("worker-c"));
    }

    @Test
    @DisplayName("names children to their parents before it makes their leases")
    void namesChildren() {
        put(KclItems.owned());
        Lease child = Lease.unowned(
                new LeaseKey("words", new ShardId("shardId-000000000002")),
                HashKeyRange.WHOLE,
                ImmutableList.of(new ShardId(KclItems.SHARD), new ShardId("shardId-of-nobody")),
                false,
                Checkpoint.TRIM_HORIZON);

        assertThat(answer(WriteAnswer.Applied.class, store.create(child)).revision())
                .isEqualTo(1);

        assertThat(item(KclItems.SHARD).get("childShardIds").ss()).containsExactly("shardId-000000000002");
        assertThat(item("shardId-of-nobody")).as("no lease is made by that").isEmpty();
        Map<String, AttributeValue> item = item("shardId-000000000002");
        assertThat(item.get("leaseCounter").n()).isEqualTo("0");
        assertThat(item.get("parentShardId").ss()).containsExactlyInAnyOrder(KclItems.SHARD, "shardId-of-nobody");
        assertThat(item.get("entityType").s()).isEqualTo("LEASE");
        assertThat(item).doesNotContainKey("leaseOwner");
    }

    @Test
    @DisplayName("shows workers of KCL 3 that say they live, from the lease table and from the older one of their own")
    void showsWorkers() {
        put(new KclItems()
                .text("leaseKey", "worker-c")
                .text("entityType", "WORKER_METRIC_STATS")
                .number("lut", 1_760_000_000));
        String legacy = application + "-WorkerMetricStats";
        dynamoDb.client()
                .createTable(request -> request.tableName(legacy)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(a -> a.attributeName("wid").attributeType(ScalarAttributeType.S))
                        .keySchema(key -> key.attributeName("wid").keyType(KeyType.HASH)));
        dynamoDb.client()
                .putItem(request -> request.tableName(legacy)
                        .item(new KclItems()
                                .text("wid", "worker-d")
                                .number("lut", 1_760_000_007)
                                .toItem()));

        ListAnswer.Page leases = answer(ListAnswer.Page.class, store.list(EntryKind.LEASE, Optional.empty()));
        assertThat(leases.entries()).isEmpty();
        assertThat(leases.corrupt()).isEmpty();

        ListAnswer.Page sessions = answer(ListAnswer.Page.class, store.list(EntryKind.SESSION, Optional.empty()));
        assertThat(sessions.entries().stream().map(Versioned::entry).map(WorkerSession.class::cast))
                .allMatch(session -> session.state() == WorkerSession.State.FOREIGN)
                .extracting(session -> session.id().value(), WorkerSession::heartbeat)
                .containsExactlyInAnyOrder(
                        tuple("kcl:worker-c", 1_760_000_000L), tuple("kcl:worker-d", 1_760_000_007L));
    }

    @Test
    @DisplayName("reports an item it cannot understand, and writes nothing over it")
    void leavesDamagedItemsAlone() {
        put(KclItems.owned().text("checkpoint", "somewhere"));

        answer(ReadAnswer.Corrupt.class, store.read(ENTRY));
        ListAnswer.Page page = answer(ListAnswer.Page.class, store.list(EntryKind.LEASE, Optional.empty()));
        assertThat(page.corrupt())
                .singleElement()
                .satisfies(corrupt -> assertThat(corrupt.key()).isEqualTo(ENTRY));
        Lease lease = Lease.unowned(KEY, HashKeyRange.WHOLE, ImmutableList.of(), true, Checkpoint.TRIM_HORIZON);
        WriteAnswer.Failed failed = answer(WriteAnswer.Failed.class, store.replace(lease, 418));
        assertThat(failed.failure().kind()).isEqualTo(StoreFailure.Kind.REFUSED);
        assertThat(failed.failure().explanation()).contains("Repair that item");
    }

    @Test
    @DisplayName("refuses a lease of another stream, and a table of another layout")
    void refuses() {
        Lease other = Lease.unowned(
                new LeaseKey("orders", KEY.shard()),
                HashKeyRange.WHOLE,
                ImmutableList.of(),
                true,
                Checkpoint.TRIM_HORIZON);
        assertThat(answer(WriteAnswer.Failed.class, store.create(other))
                        .failure()
                        .explanation())
                .contains("for the stream 'words' only");

        LeaseStore ofMillrace = nativeStore();
        try (LeaseStore wrong = store("native-" + application)) {
            answer(OpenAnswer.Ready.class, ofMillrace.open());
            assertThat(answer(OpenAnswer.Failed.class, wrong.open()).failure().explanation())
                    .contains("is not one of KCL's: it is a table of Millrace's own layout");
        } finally {
            ofMillrace.close();
        }
    }

    private LeaseStore nativeStore() {
        return DynamoDbLeaseStore.builder()
                .application(application)
                .table("native-" + application)
                .aws(dynamoDb.settings())
                .build();
    }

    /** As in docs/lease-stores.md. */
    @Test
    @DisplayName("is made as the documents say")
    void isMadeAsDocumented() {
        System.setProperty("aws.region", "eu-west-1");
        try {
            KclLeaseStore store = KclLeaseStore.builder()
                    .companion(DynamoDbLeaseStore.builder()
                            .application("word-count")
                            .table("millrace-leases")
                            .build())
                    .table("word-count")
                    .stream("words")
                    .failoverTime(Duration.ofSeconds(10))
                    .build();
            assertThat(store.application()).isEqualTo("word-count");
            assertThat(store.sharing().orElseThrow().renewalInterval()).isEqualTo(Duration.ofNanos(3_308_333_333L));
            store.close();
        } finally {
            System.clearProperty("aws.region");
        }
    }

    @Test
    @DisplayName("says all that is wrong with its settings at once")
    void saysAllThatIsWrong() {
        assertThatThrownBy(() -> KclLeaseStore.builder()
                        .table("a/b")
                        .threads(0)
                        .failoverTime(Duration.ZERO)
                        .aws(dynamoDb.settings())
                        .build())
                .hasMessageContainingAll(
                        "companion:", "table: 'a/b'", "stream: ''", "threads: 0", "failoverTime: PT0S");
    }
}
