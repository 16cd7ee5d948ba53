package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.ShardId;
import io.millrace.engine.ConsumerConfig;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * L8. When nothing has gone wrong and no lease has moved for longer than the longest backoff there is, a worker calls the
 * store as often as it does in peace and reads each of its open shards at least once an idle pause, or is pushed something,
 * records or none, before it calls its subscription silent, unless user code has that shard in hand: neither a storm nor a silence is left behind.
 */
final class CallRatesComeBack extends Invariant {
    private static final Duration AFTERMATH = Duration.ofSeconds(45);
    private static final Duration LATENCY = Duration.ofSeconds(4);
    /** Rounds of looking for an assignment, at the sessions and at the leader in a second, each doubled. */
    private static final int CALLS_A_ROUND = 6;

    private static final int FEW_CALLS = 12;

    private final GroundTruth truth;
    private final int entriesPerPage;
    private final Map<String, Rate> rates = new HashMap<>();
    private long lastMoveNanos;

    /** @param entriesPerPage how many entries a page of the store's listings holds: each page is a call */
    CallRatesComeBack(GroundTruth truth, int entriesPerPage) {
        super(
                "L8",
                "When nothing goes wrong any more, workers call store and stream as they usually do.",
                truth.verdict());
        this.truth = truth;
        this.entriesPerPage = entriesPerPage;
    }

    @Override
    public void sent(ServiceCall call) {
        Rate rate = rates.get(call.life());
        if (rate == null) {
            rate = new Rate();
            rates.put(call.life(), rate);
        }
        if (call.ofStore()) {
            rate.storeCalls++;
        } else if (call.operation().equals("stream.records") && call.shard().isPresent()) {
            LastRead last = call.notes().lastRead;
            if (last == null) {
                last = rate.lastRead(call.shard().get());
                call.notes().lastRead = last;
            }
            last.nanos = call.sentAtNanos();
        }
    }

    @Override
    public void pushed(ServiceCall subscription, SubscriptionEvent event) {
        Rate rate = rates.computeIfAbsent(subscription.life(), life -> new Rate());
        rate.lastRead(subscription.shard().orElseThrow()).nanos = truth.nowNanos();
    }

    @Override
    public void applied(AppliedWrite write) {
        boolean moved = write.leaseBefore()
                .map(Lease::ownership)
                .equals(write.leaseAfter().map(Lease::ownership));
        if (write.leaseBefore().isPresent() != write.leaseAfter().isPresent() || !moved) {
            lastMoveNanos = truth.nowNanos();
        }
    }

    @Override
    public void began(ProcessorCall call) {
        rates.computeIfAbsent(call.run().life(), life -> new Rate()).busy.add(call.shard());
    }

    @Override
    public void returned(ProcessorCall call) {
        ended(call);
    }

    @Override
    public void threw(ProcessorCall call, Throwable thrown) {
        ended(call);
        lastMoveNanos = truth.nowNanos();
    }

    private void ended(ProcessorCall call) {
        Rate rate = rates.get(call.run().life());
        if (rate != null) {
            rate.busy.remove(call.shard());
            rate.lastRead(call.shard()).nanos = truth.nowNanos();
        }
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.ShardStopped stopped) {
            rates.computeIfAbsent(life, name -> new Rate())
                    .stopped
                    .add(stopped.lease().shard());
        }
    }

    @Override
    public void ended(String life) {
        rates.remove(life);
    }

    @Override
    public void secondPassed() {
        long now = truth.nowNanos();
        boolean peace = now - Math.max(lastMoveNanos, truth.fleet().disturbedAtNanos()) > AFTERMATH.toNanos();
        if (peace && truth.isTimeToLookOverAll()) {
            look(now);
        }
        rates.values().forEach(rate -> rate.storeCalls = 0);
    }

    private void look(long now) {
        Map<String, Integer> held = new HashMap<>();
        for (Lease lease : truth.leases().leases()) {
            String owner = truth.leases().ownerLife(lease).orElse("");
            Rate rate = rates.get(owner);
            if (rate != null && truth.fleet().life(owner).hasRunSince(now - AFTERMATH.toNanos(), now)) {
                held.merge(owner, 1, Integer::sum);
                checkReads(lease, owner, rate, now);
            }
        }
        rates.forEach((name, rate) -> {
            LifeTruth life = truth.fleet().life(name);
            double rounds = 1e9 / life.config().coordinationInterval().toNanos();
            double pages = (truth.leases().leases().size() + 2 * rounds * rates.size()) / entriesPerPage;
            double most = FEW_CALLS + CALLS_A_ROUND * rounds + 2.0 * held.getOrDefault(name, 0) + pages;
            if (rate.storeCalls > most && life.hasRunSince(now - AFTERMATH.toNanos(), now)) {
                violated(null, name + " has called the store " + rate.storeCalls + " times in a second of peace");
            }
        });
    }

    private void checkReads(Lease lease, String owner, Rate rate, long now) {
        LastRead last = rate.lastRead.get(lease.shard());
        if (last == null || now - last.nanos <= LATENCY.toNanos()) {
            // nearly always: no worker may be asked to read more often than that
            return;
        }
        ConsumerConfig config = truth.fleet().life(owner).config();
        Duration pause = config.fanOut()
                .map(fanOut -> fanOut.subscriptions().silence())
                .orElse(config.polling().idleMaximum())
                .plus(LATENCY);
        boolean exempt = truth.stream().shard(lease.shard()).isClosed()
                || rate.busy.contains(lease.shard())
                || rate.stopped.contains(lease.shard())
                || truth.fleet().life(owner).isStopping();
        if (!exempt && rate.busy.isEmpty() && now - last.nanos > FleetTruth.mostNanos(pause)) {
            violated(lease.shard(), owner + " owns it and has not read it since " + Trace.timeText(last.nanos));
        }
    }

    private static final class Rate {
        private final Map<ShardId, LastRead> lastRead = new HashMap<>();

        private final Set<ShardId> busy = new HashSet<>();
        private final Set<ShardId> stopped = new HashSet<>();
        private int storeCalls;

        LastRead lastRead(ShardId shard) {
            LastRead last = lastRead.get(shard);
            if (last == null) {
                last = new LastRead();
                lastRead.put(shard, last);
            }
            return last;
        }
    }

    /** When a shard was last read. */
    static final class LastRead {
        private long nanos;
    }
}
