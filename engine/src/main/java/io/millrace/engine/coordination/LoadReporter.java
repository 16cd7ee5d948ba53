package io.millrace.engine.coordination;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.domain.load.WorkerMeter;
import io.millrace.ports.runtime.CpuMeter;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Measures the load of a worker, and says what its next heartbeat tells of it. Costs no write of its own: there is nothing
 * new more often than every ten seconds, and what is new goes with a heartbeat that is due anyway. On the loop only.
 */
public final class LoadReporter {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private record Cpu(CpuMeter.Reading reading, long atNanos) {}

    private final WorkerContext context;
    private final WorkerMeter meter = new WorkerMeter();
    private WorkerLoad told = WorkerLoad.NONE;
    private boolean sampled;
    private long sampledAtNanos;
    private double coresUsed;
    private double coresAvailable;
    private boolean reading;
    private @Nullable Cpu last;

    LoadReporter(WorkerContext context) {
        this.context = context;
    }

    /** A shard is read from now on. */
    public void begin(LeaseKey lease) {
        meter.begin(lease, context.now());
    }

    /** A shard is read no longer. */
    public void end(LeaseKey lease) {
        meter.end(lease, context.now());
    }

    /**
     * Records have come.
     *
     * @param bytes of payloads and partition keys
     */
    public void read(LeaseKey lease, long bytes, int records) {
        meter.read(lease, bytes, records);
    }

    /**
     * User code has used CPU: a call that has ended that of its thread, or code elsewhere what its processor tells.
     *
     * @param cpuNanos what is not more than zero is unknown
     */
    public void computed(LeaseKey lease, long cpuNanos) {
        if (cpuNanos > 0) {
            meter.computed(lease, cpuNanos);
        }
    }

    /** The load to tell with a heartbeat that is sent now. */
    WorkerLoad current() {
        long now = context.now();
        if (!sampled || now - sampledAtNanos >= INTERVAL.toNanos()) {
            sampled = true;
            sampledAtNanos = now;
            WorkerLoad next = context.rules().load(meter, coresUsed, coresAvailable, now);
            if (!next.equals(told)) {
                told = next;
                context.emit(new WorkerEvent.LoadMeasured(next));
            }
            readCpu();
        }
        return told;
    }

    /** Off the loop, because it reads files; its answer is told the next time. */
    private void readCpu() {
        CpuMeter cpu = context.runtime().cpu();
        if (!reading && cpu != CpuMeter.UNKNOWN) {
            reading = true;
            context.runtime().processors().execute(() -> {
                CpuMeter.Reading found = cpu.process();
                context.execute(() -> cpuRead(new Cpu(found, context.now())));
            });
        }
    }

    private void cpuRead(Cpu next) {
        reading = false;
        Cpu before = last;
        last = next;
        coresAvailable = next.reading.coresAvailable();
        if (before != null && next.atNanos > before.atNanos) {
            long used = next.reading.used().minus(before.reading.used()).toNanos();
            coresUsed = Math.max(0, used / (double) (next.atNanos - before.atNanos));
        }
    }
}
