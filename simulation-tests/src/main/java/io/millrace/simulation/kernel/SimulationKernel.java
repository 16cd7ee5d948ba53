package io.millrace.simulation.kernel;

import io.millrace.ports.runtime.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A small operating system of its own: virtual time, processes, and threads for user code, of which one runs at a time.
 * The same inputs give the same run, event for event, in every JVM.
 *
 * <p>To be used by one thread. {@link #runFor} returns when the time has passed in the simulation; the time it takes in
 * the real world is what the events' code needs.
 */
public final class SimulationKernel implements AutoCloseable {
    private final VirtualTime time = new VirtualTime();
    private final Turns turns = new Turns(this::step);
    private long goalNanos;
    private BooleanSupplier stop = () -> false;

    public VirtualTime time() {
        return time;
    }

    /** The true time, which is also the clock of the simulated services. */
    public TimeSource trueTime() {
        return new TimeSource() {
            @Override
            public long nanoTime() {
                return time.nowNanos();
            }

            @Override
            public Instant wallTime() {
                return time.wallTime();
            }
        };
    }

    /** @param name tells the process from all others of this simulation */
    public SimulatedProcess newProcess(String name, ClockModel clock) {
        return new SimulatedProcess(time, name, clock);
    }

    /**
     * @param threads how many calls of user code run at once in the process, from 1
     * @param startDelayNanos how long it takes until a free thread begins a call; asked once a call
     */
    public SimulatedProcessorExecutor newProcessorExecutor(
            SimulatedProcess process, int threads, LongSupplier startDelayNanos) {
        return new SimulatedProcessorExecutor(process, turns, threads, startDelayNanos);
    }

    /** Lets virtual time pass. */
    public void runFor(Duration duration) {
        runUntil(time.nowNanos() + duration.toNanos(), () -> false);
    }

    /**
     * Lets virtual time pass up to a moment, or until something has come true.
     *
     * @param goalNanos the latest moment, in virtual nanoseconds
     * @param stopWhen asked before each event, so it has to be cheap
     * @throws IllegalStateException when an event threw, with that as its cause
     */
    public void runUntil(long goalNanos, BooleanSupplier stopWhen) {
        this.goalNanos = goalNanos;
        this.stop = Objects.requireNonNull(stopWhen, "stopWhen");
        turns.run();
    }

    /** Ends all threads. User code that still waits is unwound, one call after the other. */
    @Override
    public void close() {
        turns.close();
    }

    private boolean step() {
        return !stop.getAsBoolean() && time.runNext(goalNanos);
    }
}
