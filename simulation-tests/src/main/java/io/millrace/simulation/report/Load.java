package io.millrace.simulation.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.millrace.domain.stream.ShardId;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.invariant.ProcessorCall;
import io.millrace.simulation.kernel.VirtualTime;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Measures what was run: for how long shards were open, how late records were handed over, and what was done to the fleet. */
final class Load implements Observer {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final double NANOS_PER_HOUR = 3_600e9;
    private static final long BEGINNING_MILLIS = VirtualTime.BEGINNING.toEpochMilli();

    private final GroundTruth truth;
    private final Tally lagMillis = new Tally();
    private final Map<String, Long> faults = new TreeMap<>();
    private double shardNanos;
    private long countedUpToNanos;
    private int openShards;

    Load(GroundTruth truth, int shards) {
        this.truth = truth;
        this.openShards = shards;
    }

    /** The sum over the shards of the time for which each was open. */
    double shardHours() {
        return (shardNanos + (double) openShards * (truth.nowNanos() - countedUpToNanos)) / NANOS_PER_HOUR;
    }

    /** For each batch, how long before it was handed over its first record had been put, in milliseconds. */
    Distribution lagMillis() {
        return lagMillis.distribution();
    }

    /** How often each thing went wrong or was done. */
    ImmutableSortedMap<String, Long> faults() {
        return ImmutableSortedMap.copyOf(faults);
    }

    @Override
    public void began(ProcessorCall call) {
        if (call.isBatch()) {
            long now = BEGINNING_MILLIS + truth.nowNanos() / NANOS_PER_MILLI;
            lagMillis.add(
                    Math.max(0, now - call.records().get(0).approximateArrival().toEpochMilli()));
        }
    }

    @Override
    public void resharded(ImmutableList<ShardId> parents, ImmutableList<ShardId> children) {
        long now = truth.nowNanos();
        shardNanos += (double) openShards * (now - countedUpToNanos);
        countedUpToNanos = now;
        openShards += children.size() - parents.size();
        count(parents.size() > 1 ? "merge" : "split");
    }

    @Override
    public void acted(Action action) {
        if (!(action instanceof Action.Faults || action instanceof Action.Split || action instanceof Action.Merge)) {
            count(action.getClass()
                    .getSimpleName()
                    .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                    .toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public void injected(FaultKind kind, String worker) {
        count(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    private void count(String what) {
        faults.merge(what, 1L, Long::sum);
    }
}
