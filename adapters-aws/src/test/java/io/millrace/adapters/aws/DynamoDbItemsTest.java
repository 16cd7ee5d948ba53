package io.millrace.adapters.aws;

import static io.millrace.adapters.aws.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What stands in the table, readable to people, and what happens when somebody damages it. */
@ExtendWith(LocalServers.class)
class DynamoDbItemsTest {
    private static final String TABLE = "items";
    private static final Lease LEASE = new Lease(
            new LeaseKey("words", ShardId.ofOrdinal(7)),
            HashKeyRange.of("0", "99"),
            ImmutableList.of(ShardId.ofOrdinal(3)),
            false,
            new Ownership(Optional.of(new SessionId("worker-a:1")), 4),
            Checkpoint.at(new RecordPosition(SequenceNumber.of("495903"), 2)),
            Optional.of(Instant.parse("2026-11-05T10:00:00Z")),
            Optional.empty());

    private final LocalDynamoDb dynamoDb;
    private final String application = "items-" + UUID.randomUUID();
    private final DynamoDbLeaseStore store;

    DynamoDbItemsTest(LocalDynamoDb dynamoDb) {
        this.dynamoDb = dynamoDb;
        store = DynamoDbLeaseStore.builder()
                .application(application)
                .table(TABLE)
                .aws(dynamoDb.settings())
                .build();
    }

    @BeforeEach
    void open() {
        answer(OpenAnswer.Ready.class, store.open());
        answer(WriteAnswer.Applied.class, store.create(LEASE));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aLeaseIsReadableToPeople() {
        Map<String, Object> readable = new HashMap<>();
        item().forEach((name, value) -> readable.put(name, value.type() + " " + plain(value)));

        assertThat(readable)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("application", "S " + application),
                        Map.entry("entry", "S LEASE#words/shardId-000000000007"),
                        Map.entry("layout", "N 1"),
                        Map.entry("revision", "N 1"),
                        Map.entry("stream", "S words"),
                        Map.entry("shard", "S shardId-000000000007"),
                        Map.entry("hashKeyStart", "S 0"),
                        Map.entry("hashKeyEnd", "S 99"),
                        Map.entry("parents", "L [shardId-000000000003]"),
                        Map.entry("lineageStart", "BOOL false"),
                        Map.entry("owner", "S worker-a:1"),
                        Map.entry("epoch", "N 4"),
                        Map.entry("checkpoint", "S AT(495903/2)"),
                        Map.entry("checkpointArrival", "S 2026-11-05T10:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "layout, N, 2, another version wrote it",
        "layout, S, 1, not a number",
        "revision, S, x, not a number",
        "revision, N, 0, begin at 1",
        "revision, N, 1.5, whole number",
        "checkpoint, S, AT(abc), AT(abc)",
        "checkpoint, S, NOWHERE, no checkpoint",
        "checkpoint, S, AT_TIMESTAMP(yesterday), yesterday",
        "checkpoint, N, 5, not a text",
        "checkpointArrival, S, noon, noon",
        "hashKeyStart, S, 100, hashKeyEnd",
        "hashKeyEnd, S, many, many",
        "epoch, N, 0, owner",
        "epoch, N, 99999999999999999999, 64 bits",
        "owner, S, ' ', blank",
        "parents, S, shardId-3, list",
        "lineageStart, S, true, BOOL",
        "shard, S, shardId-000000000008, entry",
        "stream, S, a/b, stream",
    })
    void namesTheDamagedAttributeAndNeverWritesOverIt(String name, String type, String value, String said) {
        damage(name, type.equals("N") ? AttributeValue.fromN(value) : AttributeValue.fromS(value));

        String problem = answer(ReadAnswer.Corrupt.class, store.read(LEASE.entryKey()))
                .problem()
                .problem();

        assertThat(problem).contains("'" + name.replace("shard", "entry") + "'").contains(said);
        assertThat(listed().entries()).isEmpty();
        assertThat(listed().corrupt()).singleElement().satisfies(corrupt -> {
            assertThat(corrupt.key()).isEqualTo(LEASE.entryKey());
            assertThat(corrupt.problem()).isEqualTo(problem);
        });
        StoreFailure failure =
                answer(WriteAnswer.Failed.class, store.create(LEASE)).failure();
        assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.REFUSED);
        assertThat(failure.explanation()).contains(problem, TABLE, application, "Repair or delete");
    }

    @ParameterizedTest
    @CsvSource({"layout", "revision", "checkpoint", "hashKeyStart", "lineageStart", "epoch", "stream"})
    void namesTheMissingAttribute(String name) {
        damage(name, null);

        assertThat(answer(ReadAnswer.Corrupt.class, store.read(LEASE.entryKey()))
                        .problem()
                        .problem())
                .isEqualTo("attribute '" + name + "' is missing");
    }

    @Test
    void aDamagedEntryDoesNotHideTheOthers() {
        Lease another = Lease.unowned(
                new LeaseKey("words", ShardId.ofOrdinal(9)),
                HashKeyRange.WHOLE,
                ImmutableList.of(),
                true,
                Checkpoint.TRIM_HORIZON);
        answer(WriteAnswer.Applied.class, store.create(another));
        damage("checkpoint", null);

        assertThat(listed().entries())
                .singleElement()
                .satisfies(found -> assertThat(found.entry()).isEqualTo(another));
        assertThat(listed().corrupt()).hasSize(1);
    }

    @Test
    void anEntryWithoutAnIdIsReportedToo() {
        Map<String, AttributeValue> item = item();
        item.put("entry", AttributeValue.fromS("LEASE#"));
        dynamoDb.client().putItem(request -> request.tableName(TABLE).item(item));

        assertThat(listed().corrupt())
                .singleElement()
                .satisfies(corrupt -> assertThat(corrupt.key().id()).contains("blank id"));
    }

    @Test
    void aBindingOfABlankStreamIsReportedToo() {
        dynamoDb.client()
                .putItem(request -> request.tableName(TABLE)
                        .item(Map.of(
                                "application", AttributeValue.fromS(application),
                                "entry", AttributeValue.fromS("STREAM_BINDING#words"),
                                "layout", AttributeValue.fromN("1"),
                                "revision", AttributeValue.fromN("1"),
                                "stream", AttributeValue.fromS(" "),
                                "streamArn", AttributeValue.fromS("arn"),
                                "streamCreated", AttributeValue.fromS("2026-01-01T00:00:00Z"),
                                "boundAt", AttributeValue.fromS("2026-01-01T00:00:00Z"))));

        ListAnswer.Page page = answer(ListAnswer.Page.class, store.list(EntryKind.STREAM_BINDING, Optional.empty()));

        assertThat(page.corrupt())
                .singleElement()
                .satisfies(corrupt -> assertThat(corrupt.key().id()).isEqualTo("words"));
    }

    @Test
    void aConflictShowsWhatStandsThere() {
        Lease released = LEASE.withOwnership(LEASE.ownership().released());
        answer(WriteAnswer.Applied.class, store.replace(released, 1));

        WriteAnswer.Conflict conflict = answer(WriteAnswer.Conflict.class, store.replace(LEASE, 1));

        assertThat(conflict.current()).hasValueSatisfying(current -> {
            assertThat(current.entry()).isEqualTo(released);
            assertThat(current.revision()).isEqualTo(2);
        });
    }

    private ListAnswer.Page listed() {
        return answer(ListAnswer.Page.class, store.list(EntryKind.LEASE, Optional.empty()));
    }

    private void damage(String name, @org.jspecify.annotations.Nullable AttributeValue value) {
        Map<String, AttributeValue> item = item();
        if (value == null) {
            item.remove(name);
        } else {
            item.put(name, value);
        }
        dynamoDb.client().putItem(request -> request.tableName(TABLE).item(item));
    }

    private Map<String, AttributeValue> item() {
        EntryKey key = LEASE.entryKey();
        return new HashMap<>(dynamoDb.client()
                .getItem(request -> request.tableName(TABLE)
                        .key(Map.of(
                                "application", AttributeValue.fromS(application),
                                "entry", AttributeValue.fromS("LEASE#" + key.id())))
                        .consistentRead(true))
                .item());
    }

    private static String plain(AttributeValue value) {
        switch (value.type()) {
            case S:
                return value.s();
            case N:
                return value.n();
            case BOOL:
                return value.bool().toString();
            case L:
                return value.l().stream().map(AttributeValue::s).toList().toString();
            default:
                return value.toString();
        }
    }
}
