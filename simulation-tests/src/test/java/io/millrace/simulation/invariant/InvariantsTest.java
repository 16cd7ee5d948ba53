package io.millrace.simulation.invariant;

import static io.millrace.simulation.invariant.History.LEASE;
import static io.millrace.simulation.invariant.History.at;
import static io.millrace.simulation.invariant.History.lease;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.stream.ShardId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each law is told one history that it allows and one that it does not. */
class InvariantsTest {
    private final History history = new History();

    @Test
    void anOrderlyHistoryBreaksNothing() {
        history.put(0, 1, 2, 3, 4);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        ProcessorRun run = history.initialized("w1", first);
        history.call(history.batch(run, 1, 2));
        first = history.checkpoint("w1", first, at(2));
        history.call(history.batch(run, 3));
        history.truth.stream().closed(ShardId.ofOrdinal(0));
        history.shard(1, 0);
        history.shard(2, 0);
        history.call(ProcessorCall.of(run, ProcessorCall.Kind.SHUTDOWN_REQUESTED));
        first = history.release("w1", history.checkpoint("w1", first, at(3)));
        first = history.take("w2", first);
        ProcessorRun next = history.initialized("w2", first);
        history.call(history.batch(next, 4));
        history.call(ProcessorCall.of(next, ProcessorCall.Kind.SHARD_ENDED));
        history.checkpoint("w2", first, Checkpoint.SHARD_END);
        for (int child = 1; child <= 2; child++) {
            history.put(child, 10 + child);
            ProcessorRun later = history.initialized("w1", history.take("w1", history.write("w2", lease(child, 0))));
            history.call(history.batch(later, 10 + child));
        }
        history.delete("w1", LEASE);

        assertThat(history.truth.verdict().violations()).isEmpty();
        assertThat(history.truth.stream().duplicates()).isZero();
        assertThat(history.recovery.unprocessed()).isEmpty();
        ImmutableSortedSet<String> alone = ImmutableSortedSet.of("w1");
        assertThat(history.recovery.orphans(alone)).isEmpty();
        assertThat(history.recovery.imbalance(alone)).isEmpty();
    }

    @Test
    void s1RevisionsGrowByOne() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.write("w1", first.withCheckpoint(Checkpoint.TRIM_HORIZON, Optional.empty()), 2);
        assertThat(history.broken()).contains("S1");
    }

    @Test
    void s1AnEpochRisesByOneWhenTaken() {
        Lease first = history.write("w1", lease(0));
        history.write("w1", first.withOwnership(new Ownership(Optional.of(History.session(1, "w1")), 2)));
        assertThat(history.broken()).contains("S1");
    }

    @Test
    void s1ADeletedLeaseIsNotMadeAgain() {
        history.truth.stream().closed(ShardId.ofOrdinal(0));
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.checkpoint("w1", first, Checkpoint.SHARD_END);
        history.delete("w1", LEASE);
        assertThat(history.broken()).isEmpty();
        history.write("w2", lease(0));
        assertThat(history.broken()).contains("S1");
    }

    @Test
    void s2AnEpochHasOneOwner() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        Ownership stolen = new Ownership(Optional.of(History.session(1, "w2")), 1);
        history.write("w2", first.withOwnership(stolen));
        assertThat(history.broken()).contains("S2");
    }

    @Test
    void s3AStaleOwnerWritesNothing() {
        history.put(0, 1);
        Lease stale = history.take("w1", history.write("w1", lease(0)));
        history.call(history.batch(history.initialized("w1", stale), 1));
        Lease current = history.take("w2", stale);
        history.checkpoint("w1", current, at(1));
        assertThat(history.broken()).contains("S3");
    }

    @Test
    void s3AWriteUnderAnOldEpochIsFound() {
        Lease stale = history.take("w1", history.write("w1", lease(0)));
        history.take("w2", stale);
        history.write("w1", stale);
        assertThat(history.broken()).contains("S1", "S3");
    }

    @Test
    void s4ACheckpointNeverMovesBack() {
        history.put(0, 9, 10);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.call(history.batch(history.initialized("w1", first), 9, 10));
        Lease ahead = history.checkpoint("w1", first, at(10));
        history.checkpoint("w1", ahead, at(9));
        assertThat(history.broken()).containsExactly("S4");
    }

    @Test
    void s5ACheckpointCoversProcessedRecordsOnly() {
        history.put(0, 1, 2);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.truth.began(history.batch(history.initialized("w1", first), 1, 2));
        history.checkpoint("w1", first, at(2));
        assertThat(history.broken()).containsExactly("S5");
    }

    @Test
    void s6NoRecordIsLeftOut() {
        history.put(0, 1, 2, 3);
        ProcessorRun run = history.initialized("w1", history.take("w1", history.write("w1", lease(0))));
        history.call(history.batch(run, 1));
        history.call(history.batch(run, 3));
        assertThat(history.broken()).containsExactly("S6");
    }

    @Test
    void s6DeliveryBeginsAfterTheCheckpoint() {
        history.put(0, 1, 2, 3);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.call(history.batch(history.initialized("w1", first), 1));
        Lease moved = history.take("w2", history.release("w1", history.checkpoint("w1", first, at(1))));
        history.call(history.batch(history.initialized("w2", moved), 1, 2));
        assertThat(history.broken()).containsExactly("S6");
    }

    @Test
    void s6AFailedBatchComesAgain() {
        history.put(0, 1, 2);
        ProcessorRun run = history.initialized("w1", history.take("w1", history.write("w1", lease(0))));
        ProcessorCall failed = history.batch(run, 1);
        history.truth.began(failed);
        history.truth.threw(failed, new IllegalStateException());
        history.call(history.batch(run, 1, 2));
        assertThat(history.broken()).isEmpty();
        assertThat(history.truth.stream().duplicates()).isEqualTo(1);
    }

    @Test
    void s7ABatchNeedsAnInitializedProcessor() {
        history.put(0, 1);
        ProcessorRun run = history.run("w1", history.take("w1", history.write("w1", lease(0))));
        history.call(history.batch(run, 1));
        assertThat(history.broken()).containsExactly("S7");
    }

    @Test
    void s7NothingComesAfterTheLastCall() {
        history.put(0, 1);
        ProcessorRun run = history.initialized("w1", history.take("w1", history.write("w1", lease(0))));
        history.call(ProcessorCall.of(run, ProcessorCall.Kind.LEASE_LOST));
        assertThat(history.broken()).isEmpty();
        history.call(history.batch(run, 1));
        assertThat(history.broken()).containsExactly("S7");
    }

    @Test
    void s7OneCallAtATime() {
        history.put(0, 1, 2);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.truth.began(history.batch(history.initialized("w1", first), 1));
        history.initialized("w1", first);
        assertThat(history.broken()).containsExactly("S7");
    }

    @Test
    void s8AChildWaitsForBothItsParents() {
        history.shard(1);
        history.truth.stream().closed(ShardId.ofOrdinal(0));
        history.truth.stream().closed(ShardId.ofOrdinal(1));
        history.shard(2, 0, 1);
        history.put(2, 5);
        history.checkpoint("w1", history.take("w1", history.write("w1", lease(0))), Checkpoint.SHARD_END);
        history.write("w1", lease(1));
        ProcessorRun child = history.initialized("w1", history.take("w1", history.write("w1", lease(2, 0, 1))));
        assertThat(history.broken()).isEmpty();
        history.call(history.batch(child, 5));
        assertThat(history.broken()).containsExactly("S8");
    }

    @Test
    void s9AnOpenShardHasNoEnd() {
        history.checkpoint("w1", history.take("w1", history.write("w1", lease(0))), Checkpoint.SHARD_END);
        assertThat(history.broken()).containsExactly("S9");
    }

    @Test
    void s9TheEndComesAfterTheLastRecord() {
        history.put(0, 1);
        history.truth.stream().closed(ShardId.ofOrdinal(0));
        history.checkpoint("w1", history.take("w1", history.write("w1", lease(0))), Checkpoint.SHARD_END);
        assertThat(history.broken()).containsExactly("S9");
    }

    @Test
    void s12ALeaseIsNotDeletedBeforeItsChildrenBegin() {
        history.truth.stream().closed(ShardId.ofOrdinal(0));
        history.shard(1, 0);
        history.checkpoint("w1", history.take("w1", history.write("w1", lease(0))), Checkpoint.SHARD_END);
        history.write("w1", lease(1, 0));
        history.delete("w1", LEASE);
        assertThat(history.broken()).containsExactly("S12");
    }

    @Test
    void s13NothingIsHandedOverByASilentWorker() {
        history.put(0, 1, 2);
        ProcessorRun run = history.initialized("w1", history.take("w1", history.write("w1", lease(0))));
        // three quarters of the failover time, and what a slow clock adds to them
        history.pass(Duration.ofMillis(6_300));
        history.call(history.batch(run, 1));
        assertThat(history.broken()).isEmpty();
        history.pass(Duration.ofMillis(20));
        history.call(history.batch(run, 2));
        assertThat(history.broken()).containsExactly("S13");
    }

    @Test
    void s13UserCodeIsNotToldAnUntruth() {
        history.put(0, 1, 2);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        ProcessorRun run = history.initialized("w1", first);
        history.call(history.batch(run, 1, 2));
        history.checkpoint("w1", first, at(1));
        history.truth.confirmed(run, at(1));
        assertThat(history.broken()).isEmpty();
        history.truth.confirmed(run, at(2));
        assertThat(history.broken()).containsExactly("S13");
    }

    @Test
    void s16ALeaseGivenUpLeavesNothingToRepeat() {
        history.put(0, 1, 2);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.call(history.batch(history.initialized("w1", first), 1, 2));
        history.release("w1", history.checkpoint("w1", first, at(1)));
        assertThat(history.broken()).containsExactly("S16");
    }

    @Test
    void debtsAreNamed() {
        history.shard(1);
        history.put(0, 1, 2);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.take("w1", history.write("w1", lease(1)));
        history.call(history.batch(history.initialized("w1", first), 1));

        assertThat(history.recovery.unprocessed())
                .singleElement()
                .satisfies(debt -> assertThat(debt.finding())
                        .startsWith("1 records from 2 on")
                        .contains("w1"));
        assertThat(history.recovery.orphans(ImmutableSortedSet.of("w2")))
                .extracting(Recovery.Debt::id)
                .containsExactly("L2", "L2");
        assertThat(history.recovery.imbalance(ImmutableSortedSet.of("w1", "w2")))
                .singleElement()
                .satisfies(debt -> assertThat(debt.finding()).contains("{w1=2, w2=0}"));
    }
}
