package io.millrace.benchmarks.run;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * All that a benchmark has started. Ends it, with what it has started in turn, when closed, and when this process is told to
 * end. Safe for use from several threads.
 */
public final class Processes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ConcurrentLinkedQueue<Process> started = new ConcurrentLinkedQueue<>();

    public Processes() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "end what was started"));
    }

    /** Starts one. */
    public Process start(ProcessBuilder command) throws IOException {
        Process process = command.start();
        started.add(process);
        return process;
    }

    /** Ends it in order, by SIGTERM, or when that takes too long by SIGKILL, and with it those that it had started. */
    public void end(Process process) throws InterruptedException {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        family.forEach(ProcessHandle::destroyForcibly);
        started.remove(process);
    }

    private void kill() {
        for (Process process : started) {
            List<ProcessHandle> family = process.descendants().toList();
            process.destroyForcibly();
            family.forEach(ProcessHandle::destroyForcibly);
        }
        started.clear();
    }

    /** Ends at once what is still there. */
    @Override
    public void close() {
        kill();
    }
}
