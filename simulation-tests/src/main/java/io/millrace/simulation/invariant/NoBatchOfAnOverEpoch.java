package io.millrace.simulation.invariant;

import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * S14. Two workers may be busy with one shard only because user code that runs cannot be stopped. So no batch begins under
 * an epoch that is over, whatever its worker knows; and who gives a lease up in order while a batch is under way has waited
 * for it as long as it was told to. The overlap then lasts as long as that one batch does.
 */
final class NoBatchOfAnOverEpoch extends Invariant {
    private final GroundTruth truth;
    private final Map<LeaseKey, List<Flight>> inFlight = new HashMap<>();

    NoBatchOfAnOverEpoch(GroundTruth truth) {
        super(
                "S14",
                "Two workers have batches of one shard in hand only if the older was begun before its epoch was over, and its"
                        + " worker had died or waited for it in vain.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void began(ProcessorCall call) {
        if (!call.isBatch()) {
            return;
        }
        LeaseKey key = call.run().shard().lease();
        long epoch = call.run().shard().epoch();
        truth.leases()
                .lease(key)
                .map(Lease::ownership)
                .filter(now -> now.epoch() > epoch
                        && !truth.leases().wasRemovedByHand(EntryKey.of(key))
                        && !truth.leases().wasBuried(call.run().life()))
                .ifPresent(now -> violated(call.shard(), call.run() + " got a batch although the lease is " + now));
        inFlight.computeIfAbsent(key, lease -> new ArrayList<>(1)).add(new Flight(call, truth.nowNanos()));
    }

    @Override
    public void returned(ProcessorCall call) {
        land(call);
    }

    @Override
    public void threw(ProcessorCall call, Throwable thrown) {
        land(call);
    }

    private void land(ProcessorCall call) {
        if (call.isBatch()) {
            inFlight.computeIfPresent(call.run().shard().lease(), (lease, flights) -> {
                flights.removeIf(flight -> flight.call().run().equals(call.run()));
                return flights.isEmpty() ? null : flights;
            });
        }
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.leaseBefore().isEmpty() || write.leaseAfter().isEmpty()) {
            return;
        }
        Lease was = write.leaseBefore().get();
        Lease now = write.leaseAfter().get();
        boolean released =
                was.ownership().owner().isPresent() && now.ownership().owner().isEmpty();
        if (!released || !inFlight.containsKey(was.key())) {
            return;
        }
        for (Flight flight : inFlight.get(was.key())) {
            ProcessorRun run = flight.call().run();
            LifeTruth life = truth.fleet().life(run.life());
            if (run.shard().epoch() == was.ownership().epoch()
                    && life.isAlive()
                    && write.sentAtNanos() - flight.sinceNanos() < FleetTruth.leastNanos(patience(life))) {
                violated(
                        was.shard(),
                        write.writer() + " gave the lease up while " + run + " works on " + flight.call() + " since "
                                + Trace.timeText(flight.sinceNanos()));
            }
        }
    }

    private static Duration patience(LifeTruth life) {
        return life.config().handOffTimeout();
    }

    private record Flight(ProcessorCall call, long sinceNanos) {}
}
