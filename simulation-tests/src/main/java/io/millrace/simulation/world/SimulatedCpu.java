package io.millrace.simulation.world;

import io.millrace.ports.runtime.CpuMeter;
import io.millrace.ports.runtime.TimeSource;
import java.time.Duration;

/** CPU of a simulated worker: its user code computes for a fixed share of the time that its calls take. */
public final class SimulatedCpu implements CpuMeter {
    private final TimeSource time;
    private final double share;

    private SimulatedCpu(TimeSource time, double share) {
        this.time = time;
        this.share = share;
    }

    /**
     * @param time of the worker, which goes on while a call says that it takes time
     * @param share from 0 to 1; with 0 nothing is known
     */
    public static CpuMeter of(TimeSource time, double share) {
        return share > 0 ? new SimulatedCpu(time, share) : UNKNOWN;
    }

    @Override
    public Reading process() {
        return new Reading(Duration.ZERO, 1);
    }

    @Override
    public long threadNanos() {
        return (long) (time.nanoTime() * share);
    }
}
