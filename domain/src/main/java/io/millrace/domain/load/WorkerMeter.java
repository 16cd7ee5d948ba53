package io.millrace.domain.load;

import com.google.common.collect.ImmutableSortedMap;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.WorkerLoad;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The loads of a worker's leases, and what of it the fleet is told. Measured is what a lease itself does, wherever it is: what
 * is read of its shard, and the CPU time of its own user code. Never how busy the worker as a whole is: other work on a
 * machine would make each lease that is there look heavy, send it away, make the next one look heavy, and so for ever.
 *
 * <p>A lease that is given up is told at its last level for a while, until its next owner has measured it. On one thread
 * only.
 */
public final class WorkerMeter {
    /** For how long the level of a lease is told that the worker no longer has. */
    static final Duration TOLD_AFTERWARDS = Duration.ofMinutes(5);

    private static final double CORE_STEPS = 20;

    private static final Comparator<Map.Entry<LeaseKey, Integer>> HEAVIEST_FIRST =
            Map.Entry.<LeaseKey, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey());

    private final TreeMap<LeaseKey, LeaseMeter> meters = new TreeMap<>();

    /** The worker reads a shard from now on, for the first time or again. */
    public void begin(LeaseKey lease, long nowNanos) {
        meters.computeIfAbsent(lease, unknown -> new LeaseMeter(nowNanos)).begin(nowNanos);
    }

    /** It reads the shard no longer. */
    public void end(LeaseKey lease, long nowNanos) {
        LeaseMeter meter = meters.get(lease);
        if (meter != null) {
            meter.end(nowNanos);
        }
    }

    /**
     * Records of a shard have come.
     *
     * @param bytes of payloads and partition keys
     */
    public void read(LeaseKey lease, long bytes, int records) {
        LeaseMeter meter = meters.get(lease);
        if (meter != null) {
            meter.read(bytes, records);
        }
    }

    /** User code of a shard has computed for so long, zero or more, in its calls or elsewhere. */
    public void computed(LeaseKey lease, long cpuNanos) {
        LeaseMeter meter = meters.get(lease);
        if (meter != null) {
            meter.computed(cpuNanos);
        }
    }

    /**
     * Takes stock.
     *
     * @param coresUsed by the process since the last time, zero or more
     * @param coresAvailable to the process, zero or more
     * @return what the fleet is to be told, cores in steps of a twentieth
     */
    public WorkerLoad sample(double coresUsed, double coresAvailable, long nowNanos) {
        meters.values()
                .removeIf(meter -> !meter.isHeld() && nowNanos - meter.endedAtNanos() >= TOLD_AFTERWARDS.toNanos());
        TreeMap<LeaseKey, Integer> levels = new TreeMap<>();
        meters.forEach((lease, meter) -> {
            if (meter.isHeld()) {
                meter.sample(nowNanos);
            }
            if (meter.level() > 0) {
                levels.put(lease, meter.level());
            }
        });
        ImmutableSortedMap<LeaseKey, Integer> heaviest = levels.entrySet().stream()
                .sorted(HEAVIEST_FIRST)
                .limit(WorkerLoad.MOST_LEASES)
                .collect(ImmutableSortedMap.toImmutableSortedMap(
                        Comparator.naturalOrder(), Map.Entry::getKey, Map.Entry::getValue));
        return new WorkerLoad(inSteps(coresUsed), inSteps(coresAvailable), heaviest);
    }

    private static double inSteps(double cores) {
        return Math.rint(cores * CORE_STEPS) / CORE_STEPS;
    }
}
