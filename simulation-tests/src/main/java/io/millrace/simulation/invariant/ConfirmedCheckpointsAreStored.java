package io.millrace.simulation.invariant;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.LeaseKey;
import java.util.HashMap;
import java.util.Map;

/** S13, second half. */
final class ConfirmedCheckpointsAreStored extends Invariant {
    private final Map<Term, Checkpoint> stored = new HashMap<>();

    ConfirmedCheckpointsAreStored(Verdict verdict) {
        super(
                "S13",
                "A checkpoint is called stored to user code only if it is, under that processor's epoch.",
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
        Checkpoint known = stored.get(new Term(run.shard().lease(), run.shard().epoch()));
        if (known == null || known.compareTo(checkpoint) < 0) {
            violated(run.shard().shardId(), run + " was told that " + checkpoint + " is stored, but it was " + known);
        }
    }

    private record Term(LeaseKey lease, long epoch) {}
}
