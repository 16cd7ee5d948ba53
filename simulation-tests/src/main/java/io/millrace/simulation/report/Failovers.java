package io.millrace.simulation.report;

import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.simulation.invariant.AppliedWrite;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.invariant.ProcessorCall;
import io.millrace.simulation.invariant.ServiceCall;
import io.millrace.simulation.invariant.ShardTruth;
import io.millrace.simulation.scenario.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Follows each failover: from the end of a worker that still owned leases, or from when one fell silent whose session was
 * then deleted, until another worker has gone on with each of its shards. A worker has gone on with a shard when it handed
 * over records of it, processed it to its end, or found that there is nothing to hand over.
 */
final class Failovers implements Observer {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final GroundTruth truth;
    private final Tally recoveryMillis = new Tally();
    private final List<Failover> failovers = new ArrayList<>();
    private final Map<ShardId, Failover> latest = new HashMap<>();
    private final Map<ShardId, List<Failover>> waiting = new HashMap<>();
    private final Map<String, Long> lastBeatNanos = new TreeMap<>();
    private final Map<String, Long> pausedAtNanos = new TreeMap<>();
    private final Map<String, String> lifeOfWorker = new TreeMap<>();
    private final SortedSet<String> alive = new TreeSet<>();

    Failovers(GroundTruth truth) {
        this.truth = truth;
    }

    /** How long each took until it was over, in milliseconds. */
    Distribution recoveryMillis() {
        return recoveryMillis.distribution();
    }

    /** All of them, in the order in which they began. */
    List<Line> lines() {
        return failovers.stream()
                .map(failover -> new Line(failover.life, failover.count, failover.beganNanos, failover.overNanos))
                .toList();
    }

    /** How many are not over. */
    long unfinished() {
        return failovers.stream().filter(failover -> !failover.shards.isEmpty()).count();
    }

    /** How many records each had handed over again. */
    Distribution duplicates() {
        Tally tally = new Tally();
        failovers.forEach(failover -> tally.add(failover.duplicates));
        return tally.distribution();
    }

    @Override
    public void started(String worker, String life) {
        alive.add(life);
        lifeOfWorker.put(worker, life);
    }

    @Override
    public void ended(String life) {
        if (alive.remove(life)) {
            begin(life, truth.nowNanos());
        }
    }

    @Override
    public void acted(Action action) {
        if (action instanceof Action.Pause pause) {
            String life = lifeOfWorker.get(pause.worker());
            if (life != null) {
                pausedAtNanos.put(life, truth.nowNanos());
            }
        }
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.key().kind() == EntryKind.SESSION) {
            session(write);
        } else if (write.after().isEmpty()) {
            write.leaseBefore().ifPresent(lease -> wentOn(lease.shard(), ""));
        }
    }

    private void session(AppliedWrite write) {
        if (write.after().isPresent()) {
            lastBeatNanos.put(write.writer(), write.atNanos());
            return;
        }
        Optional<String> life = truth.leases()
                .lifeOf(new io.millrace.domain.lease.SessionId(write.key().id()));
        if (life.isPresent() && alive.contains(life.get()) && !life.get().equals(write.writer())) {
            long beat = lastBeatNanos.getOrDefault(life.get(), write.atNanos());
            begin(life.get(), Math.max(beat, pausedAtNanos.getOrDefault(life.get(), beat)));
        }
    }

    @Override
    public void began(ProcessorCall call) {
        if (call.isBatch()) {
            countDuplicates(call);
        }
        if (call.isBatch() || call.kind() == ProcessorCall.Kind.SHARD_ENDED) {
            wentOn(call.shard(), call.run().life());
        }
    }

    @Override
    public void answered(ServiceCall call, Object answer) {
        if (!waiting.isEmpty()
                && answer instanceof RecordsAnswer.Records read
                && read.records().isEmpty()
                && read.behindLatest().isZero()) {
            call.shard().ifPresent(shard -> wentOn(shard, call.life()));
        }
    }

    private void countDuplicates(ProcessorCall call) {
        Failover failover = latest.get(call.shard());
        if (failover != null
                && call.attempt() == 1
                && !failover.life.equals(call.run().life())) {
            ShardTruth shard = truth.stream().shard(call.shard());
            int first = shard.indexOf(call.records().get(0).position());
            int again = Math.min(shard.highWater() - first, call.records().size());
            failover.duplicates += Math.max(0, again);
        }
    }

    private void begin(String life, long atNanos) {
        Failover failover = new Failover(life, atNanos);
        for (Lease lease : truth.leases().leases()) {
            if (!lease.isEnded()
                    && truth.leases().ownerLife(lease).map(life::equals).orElse(false)) {
                failover.shards.add(lease.shard());
                latest.put(lease.shard(), failover);
                waiting.computeIfAbsent(lease.shard(), shard -> new ArrayList<>())
                        .add(failover);
            }
        }
        if (!failover.shards.isEmpty()) {
            failover.count = failover.shards.size();
            failovers.add(failover);
        }
    }

    private void wentOn(ShardId shard, String life) {
        List<Failover> open = waiting.isEmpty() ? null : waiting.get(shard);
        if (open == null || !open.removeIf(failover -> failover.isGoneOn(shard, life))) {
            return;
        }
        if (open.isEmpty()) {
            waiting.remove(shard);
        }
    }

    /**
     * One of them.
     *
     * @param life whose shards had to be taken over
     * @param shards how many
     * @param overNanos when all of them went on; -1 if they did not
     */
    record Line(String life, int shards, long beganNanos, long overNanos) {}

    private final class Failover {
        private final String life;
        private final long beganNanos;
        private final SortedSet<ShardId> shards = new TreeSet<>();
        private int count;
        private long overNanos = -1;
        private long duplicates;

        private Failover(String life, long beganNanos) {
            this.life = life;
            this.beganNanos = beganNanos;
        }

        /** Whether this shard of it is somebody else's now; the last one ends the failover. */
        private boolean isGoneOn(ShardId shard, String other) {
            if (other.equals(life)) {
                return false;
            }
            shards.remove(shard);
            if (shards.isEmpty()) {
                overNanos = truth.nowNanos();
                recoveryMillis.add((truth.nowNanos() - beganNanos) / NANOS_PER_MILLI);
            }
            return true;
        }
    }
}
