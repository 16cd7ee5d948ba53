package io.millrace.simulation.report;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.kernel.VirtualTime;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;

/** Gathers the figures of one run while it goes on, at a cost that does not grow with the fleet for any event. */
public final class FigureKeeper {
    private final GroundTruth truth;
    private final Failovers failovers;
    private final Moves moves;
    private final Load load;
    private final StoreMeter meter = new StoreMeter();

    public FigureKeeper(Scenario scenario, GroundTruth truth) {
        this.truth = truth;
        this.failovers = new Failovers(truth);
        this.moves = new Moves(truth);
        this.load = new Load(truth, scenario.shards());
    }

    /** Who has to be told of what happens. */
    public ImmutableList<Observer> observers() {
        return ImmutableList.of(failovers, moves, load);
    }

    /** What has to stand before each worker's lease store. */
    public StoreMeter meter() {
        return meter;
    }

    /** The figures so far. */
    public Figures figures(VirtualTime time) {
        return new Figures(
                load.shardHours(),
                Duration.ofNanos(time.nowNanos()),
                time.executed(),
                truth.stream().records(),
                failovers.recoveryMillis(),
                failovers.unfinished(),
                truth.stream().duplicates(),
                failovers.duplicates(),
                moves.moves(),
                moves.perChange(),
                load.lagMillis(),
                meter.use(),
                load.faults());
    }
}
