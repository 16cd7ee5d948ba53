package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.scenario.Scenario;
import java.util.function.LongSupplier;

/** The laws of safety. */
public final class Invariants {
    private Invariants() {}

    /**
     * All that a run of a scenario is held to.
     *
     * @param nowNanos virtual time
     */
    public static ImmutableList<Invariant> of(Scenario scenario, GroundTruth truth, LongSupplier nowNanos) {
        StreamTruth stream = truth.stream();
        LeaseTruth leases = truth.leases();
        Verdict verdict = truth.verdict();
        ImmutableList.Builder<Invariant> laws = ImmutableList.<Invariant>builder()
                .add(new VersionsGrow(verdict))
                .add(new OneOwnerPerEpoch(verdict))
                .add(new OnlyTheOwnerWrites(leases, verdict))
                .add(new CheckpointsNeverMoveBack(verdict))
                .add(new CheckpointsCoverDoneRecords(stream, verdict))
                .add(new DeliveriesAreContiguous(stream, verdict))
                .add(new CallbacksInOrder(verdict))
                .add(new ChildrenWaitForParents(stream, leases, verdict))
                .add(new ShardEndMeansAllDone(stream, verdict))
                .add(new LeasesAreDeletedLate(stream, leases, verdict))
                .add(new NoDeliveryAfterTheFence(leases, nowNanos, scenario.failoverTime(), verdict))
                .add(new ConfirmedCheckpointsAreStored(verdict));
        if (!scenario.hasFaults()) {
            laws.add(new GracefulMovesRepeatNothing(stream, leases, verdict));
        }
        return laws.build();
    }
}
