package io.millrace.engine.runtime;

import io.millrace.ports.runtime.CpuMeter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The machine's account of CPU. Where a control group limits the process, as in a container, it is the group's: with all
 * processes in it, and with the cores that its quota comes to. Elsewhere it is the process's own, and all cores.
 */
public final class SystemCpu implements CpuMeter {
    private final ControlGroup group;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /** Of this process on this machine. */
    public SystemCpu() {
        this(new ControlGroup(Path.of("/")));
    }

    SystemCpu(ControlGroup group) {
        this.group = group;
    }

    @Override
    public Reading process() {
        int processors = Runtime.getRuntime().availableProcessors();
        return group.read()
                .map(limited -> new Reading(limited.used(), Math.min(processors, limited.coresAvailable())))
                .orElseGet(() -> new Reading(ownTime(), processors));
    }

    private static Duration ownTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public long threadNanos() {
        // -1 for a virtual thread: then nothing is known, and the difference of two readings is nothing
        return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : 0;
    }
}
