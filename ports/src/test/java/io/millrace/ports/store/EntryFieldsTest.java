package io.millrace.ports.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.PendingCheckpoint;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fields by name, as they stand in stores for years, and what is said of damaged ones. */
class EntryFieldsTest {
    private static final Instant TIME = Instant.parse("2026-11-05T10:00:00Z");
    private static final SessionId OWNER = new SessionId("worker-a:1");
    private static final Lease LEASE = new Lease(
            new LeaseKey("words", ShardId.ofOrdinal(7)),
            HashKeyRange.of("0", "99"),
            ImmutableList.of(ShardId.ofOrdinal(3)),
            false,
            new Ownership(Optional.of(OWNER), 4),
            Checkpoint.at(new RecordPosition(SequenceNumber.of("495903"), 2)),
            Optional.of(TIME),
            Optional.of(new PendingCheckpoint(Checkpoint.SHARD_END, Optional.of("mine"))));
    private static final WorkerSession SESSION =
            new WorkerSession(OWNER, "worker", WorkerSession.State.LEAVING, 9, Duration.ofSeconds(7), 0.5, 2);

    @Test
    void aLeaseIsWrittenAsEver() {
        assertThat(EntryFields.write(LEASE).toString())
                .isEqualTo("{stream=words, shard=shardId-000000000007, hashKeyStart=0, hashKeyEnd=99,"
                        + " parents=[shardId-000000000003], lineageStart=false, owner=worker-a:1, epoch=4,"
                        + " checkpoint=AT(495903/2), checkpointArrival=2026-11-05T10:00:00Z,"
                        + " pendingCheckpoint=SHARD_END, pendingState=mine}");
    }

    @Test
    void whatHasNoValueIsLeftOut() {
        Lease unowned = Lease.unowned(
                LEASE.key(), LEASE.hashKeyRange(), ImmutableList.of(), true, Checkpoint.atTimestamp(TIME));

        assertThat(EntryFields.write(unowned).toString())
                .isEqualTo("{stream=words, shard=shardId-000000000007, hashKeyStart=0, hashKeyEnd=99, parents=[],"
                        + " lineageStart=true, epoch=0, checkpoint=AT_TIMESTAMP(2026-11-05T10:00:00Z)}");
    }

    @Test
    void theOtherKindsAreWrittenAsEver() {
        Entry binding = new StreamBinding(new StreamIdentity("words", "arn:words", TIME), TIME.plusSeconds(1));
        Entry assignment = new Assignment(OWNER, new SessionId("leader"), 3, ImmutableSortedSet.of(LEASE.key()));

        assertThat(EntryFields.write(SESSION).toString())
                .isEqualTo("{session=worker-a:1, workerId=worker, state=LEAVING, heartbeat=9, failoverTime=PT7S,"
                        + " capacity=0.5, changes=2}");
        WorkerLoad load = new WorkerLoad(0.35, 2, ImmutableSortedMap.of(LEASE.key(), 4));
        assertThat(EntryFields.write(SESSION.withLoad(load)).toString())
                .as("of a worker that has something to do")
                .endsWith(", changes=2, coresUsed=0.35, coresAvailable=2.0, levels=[4 words/shardId-000000000007]}");
        assertThat(EntryFields.write(assignment).toString())
                .isEqualTo("{session=worker-a:1, leader=leader, leaderEpoch=3, leases=[words/shardId-000000000007]}");
        assertThat(EntryFields.write(new Leadership(Ownership.NONE.takenBy(OWNER)))
                        .toString())
                .isEqualTo("{owner=worker-a:1, epoch=1}");
        assertThat(EntryFields.write(binding).toString())
                .isEqualTo("{stream=words, streamArn=arn:words, streamCreated=2026-11-05T10:00:00Z,"
                        + " boundAt=2026-11-05T10:00:01Z}");
    }

    @ParameterizedTest
    @CsvSource({"stream", "shard", "hashKeyStart", "hashKeyEnd", "parents", "lineageStart", "epoch", "checkpoint"})
    void aMissingFieldIsNamed(String name) {
        Map<String, Object> fields = new LinkedHashMap<>(EntryFields.write(LEASE));
        fields.remove(name);

        assertRefused(LEASE.entryKey(), fields, "field '" + name + "' is missing");
    }

    @Test
    void aFieldThatIsNullIsMissing() {
        Map<String, Object> fields = new LinkedHashMap<>(EntryFields.write(LEASE));
        fields.put("checkpoint", null);

        assertRefused(LEASE.entryKey(), fields, "field 'checkpoint' is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "checkpoint, AT(x), field 'checkpoint' is 'AT(x)'",
        "checkpoint, AT_TIMESTAMP(today), field 'checkpoint' is 'AT_TIMESTAMP(today)'",
        "checkpoint, somewhere, no checkpoint",
        "pendingCheckpoint, AT(-1), field 'pendingCheckpoint'",
        "checkpointArrival, noon, field 'checkpointArrival' is 'noon'",
        "hashKeyStart, 100, fields 'hashKeyStart' and 'hashKeyEnd'",
        "hashKeyEnd, ten, field 'hashKeyEnd' is 'ten'",
        "shard, ' ', a shard id is never blank",
        "stream, a/b, fields 'stream' and 'shard'",
        "owner, ' ', field 'owner'",
        "epoch, four, 'field ''epoch'' is four, not a whole number'",
        "lineageStart, yes, 'field ''lineageStart'' is yes, not true or false'",
        "parents, shardId-1, 'field ''parents'' is shardId-1, not a list of texts'",
        "stream, letters, stand under LEASE:words/shardId-000000000007",
    })
    void aTextThatIsNoneIsNamed(String name, String value, String said) {
        assertRefused(LEASE.entryKey(), changed(LEASE, name, value), said);
    }

    @Test
    void whatTheDomainRefusesIsSaid() {
        assertRefused(LEASE.entryKey(), changed(LEASE, "epoch", 0L), "fields 'owner' and 'epoch'");
        assertRefused(LEASE.entryKey(), changed(LEASE, "epoch", 0.5), "not a whole number");
        assertRefused(LEASE.entryKey(), changed(LEASE, "stream", 3L), "field 'stream' is 3, not a text");
        assertRefused(LEASE.entryKey(), changed(LEASE, "parents", ImmutableList.of(3L)), "not a list of texts");
        assertRefused(SESSION.entryKey(), changed(SESSION, "heartbeat", 0L), "rules of a session");
        assertRefused(SESSION.entryKey(), changed(SESSION, "capacity", "NaN"), "capacity NaN");
        assertRefused(SESSION.entryKey(), changed(SESSION, "state", "ASLEEP"), "field 'state' is 'ASLEEP'");
        assertRefused(SESSION.entryKey(), changed(SESSION, "failoverTime", "7 s"), "field 'failoverTime'");
    }

    @Test
    void aStateWithoutACheckpointIsRefused() {
        Map<String, Object> fields = new LinkedHashMap<>(EntryFields.write(LEASE));
        fields.remove("pendingCheckpoint");

        assertRefused(LEASE.entryKey(), fields, "field 'pendingState'");
    }

    @Test
    void aLongTextIsNotRepeatedInFull() {
        assertThatThrownBy(() -> EntryFields.read(LEASE.entryKey(), changed(LEASE, "hashKeyEnd", "x".repeat(10_000))))
                .hasMessageContaining("...")
                .satisfies(refused -> assertThat(refused.getMessage().length()).isLessThan(500));
    }

    @Test
    void nothingUnderTheKindIsAnEntry() {
        for (Entry entry : ImmutableList.of(LEASE, SESSION)) {
            assertRefused(entry.entryKey(), ImmutableMap.of(), "is missing");
        }
    }

    private static Map<String, Object> changed(Entry entry, String name, Object value) {
        Map<String, Object> fields = new LinkedHashMap<>(EntryFields.write(entry));
        fields.put(name, value);
        return fields;
    }

    private static void assertRefused(EntryKey key, Map<String, ?> fields, String said) {
        assertThatThrownBy(() -> EntryFields.read(key, fields))
                .isInstanceOf(CorruptFieldsException.class)
                .hasMessageContaining(said);
    }
}
