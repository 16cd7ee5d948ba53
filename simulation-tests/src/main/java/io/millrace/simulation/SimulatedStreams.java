package io.millrace.simulation;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.kernel.SimulationKernel;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.stream.IntStream;

/** The streams of a simulated application, nearly always one. */
final class SimulatedStreams {
    private final ImmutableList<SimulatedStream> all;

    SimulatedStreams(SimulationSetup setup, SimulationKernel kernel, GroundTruth truth, Trace trace) {
        this.all = IntStream.range(0, setup.scenario().environment().streamCount())
                .mapToObj(index -> new SimulatedStream(setup, kernel, truth, trace, index))
                .collect(ImmutableList.toImmutableList());
    }

    ImmutableList<SimulatedStream> all() {
        return all;
    }

    /** The one of this number, modulo their count. */
    SimulatedStream at(int choice) {
        return all.get(Math.floorMod(choice, all.size()));
    }

    void produce() {
        all.forEach(SimulatedStream::produce);
    }

    /** Whether the only stream is no more. */
    boolean wasDeleted() {
        return all.get(0).wasDeleted();
    }

    /** Of an application with one stream; with several nothing is done. */
    void recreate(Duration gone) {
        if (all.size() == 1) {
            all.get(0).recreate(gone);
        }
    }

    void split(int choice) {
        at(choice).split(Math.floorDiv(choice, all.size()));
    }

    void merge(int choice) {
        at(choice).merge(Math.floorDiv(choice, all.size()));
    }
}
