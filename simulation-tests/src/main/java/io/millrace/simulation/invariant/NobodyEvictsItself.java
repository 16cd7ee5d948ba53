package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;
import io.millrace.ports.telemetry.WorkerEvent;

/** S23: a write of its own whose answer was lost never costs a worker its lease or its session. */
final class NobodyEvictsItself extends Invariant {
    private final GroundTruth truth;

    NobodyEvictsItself(GroundTruth truth) {
        super(
                "S23",
                "A worker treats a lease as lost only if another has written it, and a session only if it was removed.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.SessionLost lost && truth.leases().isThere(lost.session())) {
            violated(null, life + " says that its session " + lost.session() + " is lost, but it is in the store");
        } else if (event instanceof WorkerEvent.LeaseLost lost) {
            truth.leases()
                    .lease(lost.lease())
                    .filter(lease -> isStillIts(life, lease, lost.epoch()))
                    .ifPresent(lease -> violated(
                            lost.lease().shard(),
                            life + " gives the lease up for lost (" + lost.reason() + ") that it owns as "
                                    + lease.ownership()));
        }
    }

    private boolean isStillIts(String life, Lease lease, long epoch) {
        return lease.ownership().epoch() == epoch
                && truth.leases().ownerLife(lease).filter(life::equals).isPresent()
                && lease.ownership().owner().filter(truth.leases()::isThere).isPresent();
    }
}
