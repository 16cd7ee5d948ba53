package io.millrace.engine;

import io.millrace.ports.runtime.CpuMeter;
import io.millrace.ports.runtime.EventLoop;
import io.millrace.ports.runtime.ProcessorExecutor;
import io.millrace.ports.runtime.Randomness;
import io.millrace.ports.runtime.TimeSource;
import java.util.Objects;

/**
 * What a worker runs on. In production made by the builder itself; given by hand to run the engine in virtual time.
 *
 * @param time both clocks
 * @param loop the one thread on which the worker decides; used by this worker alone
 * @param randomness chance, for jitter and session names
 * @param processors where user code runs
 * @param cpu tells what CPU is used
 */
public record WorkerRuntime(
        TimeSource time, EventLoop loop, Randomness randomness, ProcessorExecutor processors, CpuMeter cpu) {
    public WorkerRuntime {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(randomness, "randomness");
        Objects.requireNonNull(processors, "processors");
        Objects.requireNonNull(cpu, "cpu");
    }

    /** On a machine that does not tell what CPU is used: load is measured by throughput alone. */
    public WorkerRuntime(TimeSource time, EventLoop loop, Randomness randomness, ProcessorExecutor processors) {
        this(time, loop, randomness, processors, CpuMeter.UNKNOWN);
    }
}
