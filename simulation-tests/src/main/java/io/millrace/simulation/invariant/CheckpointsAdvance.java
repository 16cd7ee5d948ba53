package io.millrace.simulation.invariant;

import io.millrace.simulation.trace.Trace;

/** L6. A worker whose writes fail or that stands still is exempt, as is one whose user code checkpoints. */
final class CheckpointsAdvance extends Invariant {
    private final GroundTruth truth;
    private final UnstoredWork work;

    CheckpointsAdvance(GroundTruth truth, UnstoredWork work) {
        super(
                "L6",
                "What is processed is checkpointed within the checkpoint interval and the time of a batch.",
                truth.verdict());
        this.truth = truth;
        this.work = work;
    }

    @Override
    public void secondPassed() {
        if (!truth.isTimeToLookOverAll()) {
            return;
        }
        for (UnstoredWork.Term term : work.terms()) {
            long overdue = term.overdueSinceNanos(truth.nowNanos());
            if (overdue != LifeTruth.NEVER && isOwner(term.run())) {
                violated(
                        term.run().shard().shardId(),
                        term.run() + " processed records at " + Trace.timeText(overdue)
                                + " that are not checkpointed yet");
                return;
            }
        }
    }

    private boolean isOwner(ProcessorRun run) {
        return truth.fleet().life(run.life()).isAlive()
                && truth.leases()
                        .lease(run.shard().lease())
                        .filter(lease -> lease.ownership().owner().isPresent()
                                && lease.ownership().epoch() == run.shard().epoch())
                        .isPresent();
    }
}
