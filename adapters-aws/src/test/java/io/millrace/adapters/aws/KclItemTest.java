package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An item of KCL's lease table")
class KclItemTest {
    private static final Instant NOON = Instant.parse("2026-11-05T12:00:00Z");

    private final KclItem items = new KclItem("words", InitialPosition.TRIM_HORIZON);

    private Lease read(KclItems item) {
        return items.read(item.toItem()).entry();
    }

    @Test
    @DisplayName("that KCL has just made is a lease that nobody has begun")
    void ofANewShard() {
        assertThat(items.read(KclItems.created().toItem()).revision()).isEqualTo(1);
        Lease lease = read(KclItems.created());

        assertThat(lease.key()).hasToString("words/" + KclItems.SHARD);
        assertThat(lease.parents()).containsExactly(new ShardId("shardId-000000000000"));
        assertThat(lease.ownership()).isEqualTo(Ownership.NONE);
        assertThat(lease.checkpoint()).isEqualTo(Checkpoint.TRIM_HORIZON);
        assertThat(lease.lineageStart()).as("a child of a shard that was read").isFalse();
    }

    @Test
    @DisplayName("that KCL works on has a foreign owner, one epoch on, and the counter for its revision")
    void ofAnOwnedShard() {
        assertThat(items.read(KclItems.owned().toItem()).revision()).isEqualTo(418);
        Lease lease = read(KclItems.owned());

        assertThat(lease.ownership()).isEqualTo(new Ownership(Optional.of(SessionId.foreign("worker-a")), 1));
        assertThat(lease.checkpoint())
                .isEqualTo(Checkpoint.at(new RecordPosition(SequenceNumber.of(KclItems.POSITION), 3)));
    }

    @Test
    @DisplayName("that KCL has worked on has begun, though nobody owns it")
    void ofAShardThatWasGivenBack() {
        assertThat(read(KclItems.owned().without("leaseOwner")).hasBegun()).isTrue();
        assertThat(read(KclItems.created()).hasBegun()).isFalse();
    }

    @Test
    @DisplayName("in a graceful hand-off of KCL 3 belongs to the owner before")
    void inAHandOff() {
        KclItems item = KclItems.owned().text("leaseOwner", "worker-b").text("checkpointOwner", "worker-a");

        assertThat(read(item).ownership().owner()).contains(SessionId.foreign("worker-a"));
    }

    @Test
    @DisplayName("that Millrace owned and KCL has taken since counts as one epoch more")
    void thatKclTookFromMillrace() {
        KclItems item = KclItems.owned().text("millraceOwner", "w@1").number("millraceEpoch", 7);

        assertThat(read(item).ownership()).isEqualTo(new Ownership(Optional.of(SessionId.foreign("worker-a")), 8));
        assertThat(read(item.text("leaseOwner", "w@1")).ownership())
                .isEqualTo(new Ownership(Optional.of(new SessionId("w@1")), 7));
    }

    @Test
    @DisplayName("at LATEST or AT_TIMESTAMP is where a lineage begins; only Millrace keeps the time")
    void atASentinel() {
        assertThat(read(KclItems.created().text("checkpoint", "LATEST")).lineageStart())
                .isTrue();
        assertThat(read(KclItems.created().text("checkpoint", "LATEST")).checkpoint())
                .isEqualTo(Checkpoint.LATEST);
        assertThat(read(KclItems.created().text("checkpoint", "LATEST").text("millraceTimestamp", NOON.toString()))
                        .checkpoint())
                .isEqualTo(Checkpoint.atTimestamp(NOON));
        KclItems atTimestamp = KclItems.created().text("checkpoint", "AT_TIMESTAMP");
        assertThat(new KclItem("words", InitialPosition.atTimestamp(NOON))
                        .read(atTimestamp.toItem())
                        .entry()
                        .checkpoint())
                .isEqualTo(Checkpoint.atTimestamp(NOON));
        assertThatThrownBy(() -> read(atTimestamp))
                .isInstanceOf(CorruptItemException.class)
                .hasMessageContaining("for which KCL stores no time");
    }

    @Test
    @DisplayName("whose checkpoint KCL has moved says nothing of when its record arrived")
    void whoseCheckpointMoved() {
        KclItems item = KclItems.owned().text("millraceArrival", KclItems.POSITION + "/3 " + NOON);

        assertThat(read(item).checkpointArrival()).contains(NOON);
        assertThat(read(item.number("checkpointSubSequenceNumber", 4)).checkpointArrival())
                .isEmpty();
    }

    @Test
    @DisplayName("without a range of hash keys, as KCL before 2.3 made it, hides no other")
    void withoutARange() {
        assertThat(read(KclItems.created().without("startingHashKey").without("endingHashKey"))
                        .hashKeyRange())
                .isEqualTo(HashKeyRange.WHOLE);
    }

    @Test
    @DisplayName("that is no lease is told from one, with and without an entity type")
    void thatIsNoLease() {
        assertThat(KclItem.isLease(KclItems.created().toItem())).isTrue();
        assertThat(KclItem.isLease(KclItems.owned().toItem())).isTrue();
        assertThat(KclItem.isLease(new KclItems()
                        .text("leaseKey", "worker-a")
                        .text("entityType", "WORKER_METRIC_STATS")
                        .toItem()))
                .isFalse();
        assertThat(KclItem.isLease(new KclItems()
                        .text("leaseKey", "Migration3.0")
                        .text("cv", "CLIENT_VERSION_2X")
                        .toItem()))
                .isFalse();
    }

    @Test
    @DisplayName("that cannot be understood is refused by the attribute's name")
    void thatIsDamaged() {
        assertThatThrownBy(() -> read(KclItems.created().without("leaseCounter")))
                .hasMessageContaining("leaseCounter");
        assertThatThrownBy(() -> read(KclItems.created().text("checkpoint", "somewhere")))
                .hasMessageContaining("'checkpoint' ('somewhere')");
        assertThatThrownBy(() -> read(KclItems.created().text("streamName", "1:orders:2")))
                .hasMessageContaining("several streams");
    }
}
