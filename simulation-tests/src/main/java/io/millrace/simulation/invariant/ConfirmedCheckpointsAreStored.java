package io.millrace.simulation.invariant;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.ports.telemetry.WorkerEvent;
import java.util.HashMap;
import java.util.Map;

/** S13, second half. */
final class ConfirmedCheckpointsAreStored extends Invariant {
    private final Map<Term, Checkpoint> stored = new HashMap<>();

    ConfirmedCheckpointsAreStored(Verdict verdict) {
        super(
                "S13",
                "A checkpoint is called stored, by the worker or to user code, only if it is, under that processor's epoch.",
                verdict);
    }

    @Override
    public void applied(AppliedWrite write) {
        write.leaseAfter()
                .ifPresent(now -> stored.merge(
                        new Term(now.key(), now.ownership().epoch()),
                        now.checkpoint(),
                        (one, other) -> one.compareTo(other) >= 0 ? one : other));
    }

    @Override
    public void confirmed(ProcessorRun run, Checkpoint checkpoint) {
        check(run.shard().lease(), run.shard().epoch(), checkpoint, run + " was told");
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.CheckpointStored told) {
            check(told.lease(), told.epoch(), told.checkpoint(), life + " says");
        }
    }

    private void check(LeaseKey lease, long epoch, Checkpoint checkpoint, String who) {
        Checkpoint known = stored.get(new Term(lease, epoch));
        if (known == null || known.compareTo(checkpoint) < 0) {
            violated(lease.shard(), who + " that " + checkpoint + " is stored, but it was " + known);
        }
    }

    private record Term(LeaseKey lease, long epoch) {}
}
