package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** S1: how the versions of a lease follow one another. */
final class VersionsGrow extends Invariant {
    private final Set<Object> deleted = new HashSet<>();

    VersionsGrow(Verdict verdict) {
        super(
                "S1",
                "Revisions of a lease grow by one, its epoch never falls and rises by exactly one when an owner takes it,"
                        + " and a deleted lease is not made again.",
                verdict);
    }

    @Override
    protected boolean restsOnHistory() {
        return true;
    }

    @Override
    public void applied(AppliedWrite write) {
        Optional<Lease> after = write.leaseAfter();
        if (after.isEmpty()) {
            write.leaseBefore().ifPresent(lease -> deleted.add(lease.key()));
            return;
        }
        Lease now = after.get();
        long revisionBefore = write.before().map(was -> was.revision()).orElse(0L);
        long revision = write.after().orElseThrow().revision();
        if (revision != revisionBefore + 1) {
            violated(now.shard(), "revision " + revision + " follows " + revisionBefore);
        }
        if (write.before().isEmpty() && deleted.contains(now.key())) {
            violated(now.shard(), write.writer() + " made a lease that had been deleted");
        }
        long epochBefore =
                write.leaseBefore().map(was -> was.ownership().epoch()).orElse(0L);
        boolean sameOwner = write.leaseBefore()
                .flatMap(was -> was.ownership().owner())
                .equals(now.ownership().owner());
        boolean taken = now.ownership().owner().isPresent() && !sameOwner;
        if (now.ownership().epoch() != epochBefore + (taken ? 1 : 0)) {
            violated(
                    now.shard(),
                    write.writer() + (taken ? " took the lease" : " wrote without taking the lease") + " and its epoch "
                            + epochBefore + " became " + now.ownership().epoch());
        }
    }
}
