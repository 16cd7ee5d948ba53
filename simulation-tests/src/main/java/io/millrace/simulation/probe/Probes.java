package io.millrace.simulation.probe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.invariant.AppliedWrite;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.invariant.ProcessorCall;
import io.millrace.simulation.invariant.ServiceCall;
import io.millrace.simulation.scenario.FaultKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts how often each {@link Probe} came about in a run, as far as workers and their leases are concerned. */
public final class Probes implements Observer {
    private static final long RECENTLY_NANOS = Duration.ofSeconds(2).toNanos();

    private final GroundTruth truth;
    private final StreamProbes stream;
    private final Map<Probe, Long> hits = new EnumMap<>(Probe.class);
    private final Map<LeaseKey, ProcessorCall> inHand = new HashMap<>();
    private final Map<String, LastSent> lastSent = new HashMap<>();
    private final Map<String, Long> staleListNanos = new HashMap<>();
    private int alive;
    private boolean lone;

    public Probes(GroundTruth truth) {
        this.truth = truth;
        this.stream = new StreamProbes(truth, this::hit);
    }

    /** How often each came about; those that never did are there with 0. */
    public ImmutableSortedMap<Probe, Long> hits() {
        ImmutableSortedMap.Builder<Probe, Long> all = ImmutableSortedMap.naturalOrder();
        for (Probe probe : Probe.values()) {
            all.put(probe, hits.getOrDefault(probe, 0L));
        }
        return all.buildOrThrow();
    }

    private void hit(Probe probe) {
        hits.merge(probe, 1L, Long::sum);
    }

    @Override
    public void applied(AppliedWrite write) {
        stream.applied(write);
        if (write.leaseBefore().isEmpty() || write.leaseAfter().isEmpty()) {
            return;
        }
        Lease was = write.leaseBefore().get();
        Lease now = write.leaseAfter().get();
        ProcessorCall call = inHand.get(now.key());
        if (call == null || !truth.fleet().life(call.run().life()).isAlive()) {
            return;
        }
        if (write.isTake() && call.run().shard().epoch() < now.ownership().epoch()) {
            hit(Probe.MOVED_WITH_BATCH_IN_HAND);
        } else if (was.ownership().owner().isPresent()
                && now.ownership().owner().isEmpty()
                && !now.isEnded()) {
            hit(Probe.HUNG_PROCESSOR_LEFT_BEHIND);
        }
    }

    @Override
    public void began(ProcessorCall call) {
        if (call.isBatch()) {
            inHand.put(call.run().shard().lease(), call);
        }
    }

    @Override
    public void returned(ProcessorCall call) {
        inHand.remove(call.run().shard().lease(), call);
    }

    @Override
    public void threw(ProcessorCall call, Throwable thrown) {
        inHand.remove(call.run().shard().lease(), call);
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.Fenced) {
            hit(Probe.FENCED);
        } else if (event instanceof WorkerEvent.RetentionGap) {
            hit(Probe.TRIM_OVERTOOK_READER);
        } else if (event instanceof WorkerEvent.CheckpointRefused refused
                && refused.reason().contains("lost")) {
            hit(Probe.CHECKPOINT_REFUSED_AFTER_LOSS);
        } else if (event instanceof WorkerEvent.Planned && shownOldListing(life)) {
            hit(Probe.PLAN_FROM_STALE_LIST);
        }
    }

    private boolean shownOldListing(String life) {
        Long at = staleListNanos.get(truth.fleet().life(life).worker());
        return at != null && truth.nowNanos() - at < RECENTLY_NANOS;
    }

    @Override
    public void injected(FaultKind kind, String worker) {
        if (kind == FaultKind.STORE_RESPONSE_LOST) {
            hit(Probe.ANSWER_OF_WRITE_LOST);
        } else if (kind == FaultKind.STORE_STALE_LIST || kind == FaultKind.STORE_TORN_LIST) {
            staleListNanos.put(worker, truth.nowNanos());
        } else if (kind == FaultKind.SOURCE_LIST_WITHOUT_PARENTS) {
            hit(Probe.PARENT_MISSING_FROM_LIST);
        }
    }

    @Override
    public void sent(ServiceCall call) {
        LastSent last = lastSent.get(call.life());
        if (last == null) {
            last = new LastSent(failoverNanos(call.life()));
            lastSent.put(call.life(), last);
        } else if (call.sentAtNanos() - last.atNanos > last.failoverNanos) {
            hit(Probe.LONG_PAUSE_SURVIVED);
        }
        last.atNanos = call.sentAtNanos();
    }

    private long failoverNanos(String life) {
        return truth.fleet().life(life).config().failoverTime().toNanos();
    }

    @Override
    public void answered(ServiceCall call, Object answer) {
        stream.answered(answer);
        if (answer instanceof WriteAnswer.Conflict conflict) {
            if (call.operation().equals("store.create") && call.shard().isPresent()) {
                hit(Probe.LEASE_MADE_TWICE);
            } else if (conflict.current().flatMap(this::writer).equals(Optional.of(call.life()))) {
                hit(Probe.CONFLICT_WITH_ITSELF);
            }
        }
    }

    @Override
    public void pushed(ServiceCall subscription, SubscriptionEvent event) {
        stream.pushed(subscription, event);
    }

    private Optional<String> writer(Versioned<?> stored) {
        if (stored.entry() instanceof Lease lease) {
            return truth.leases().ownerLife(lease);
        }
        return stored.entry() instanceof WorkerSession session ? truth.leases().lifeOf(session.id()) : Optional.empty();
    }

    @Override
    public void resharded(ImmutableList<ShardId> parents, ImmutableList<ShardId> children) {
        stream.resharded(parents);
    }

    @Override
    public void started(String worker, String life) {
        lone = alive == 0 && !truth.leases().leases().isEmpty();
        alive++;
    }

    @Override
    public void ended(String life) {
        alive--;
        lastSent.remove(life);
    }

    @Override
    public void secondPassed() {
        if (lone && alive == 1 && allAreOwnedByTheLiving()) {
            lone = false;
            hit(Probe.LONE_SURVIVOR);
        }
    }

    private boolean allAreOwnedByTheLiving() {
        return truth.leases().leases().stream()
                .filter(lease -> !lease.isEnded() && lease.hasBegun())
                .allMatch(lease -> truth.leases()
                        .ownerLife(lease)
                        .filter(life -> truth.fleet().life(life).isAlive())
                        .isPresent());
    }

    private static final class LastSent {
        private final long failoverNanos;
        private long atNanos;

        private LastSent(long failoverNanos) {
            this.failoverNanos = failoverNanos;
        }
    }
}
