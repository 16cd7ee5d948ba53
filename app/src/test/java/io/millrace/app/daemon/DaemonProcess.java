package io.millrace.app.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A daemon that runs as a process of its own, and the children that it has started. */
public final class DaemonProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Path log;
    private final long startedMillis = System.currentTimeMillis();
    private final Set<ProcessHandle> descendants = new HashSet<>();

    DaemonProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** When it was started, in milliseconds of the epoch. */
    public long startedMillis() {
        return startedMillis;
    }

    /** What it has logged so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Whether this child is one of those that run now. */
    public boolean hasChild(long pid) {
        return children().contains(pid);
    }

    /** The children that run now. */
    public Set<Long> children() {
        Set<Long> pids = new HashSet<>();
        process.descendants().forEach(child -> {
            descendants.add(child);
            pids.add(child.pid());
        });
        return pids;
    }

    /** kill -9. */
    public void kill() {
        children();
        process.toHandle().destroyForcibly();
    }

    /** As a machine that stands still. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** It goes on as if nothing had been. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Has it write what its threads do to its log, and waits for that; does nothing when it has ended. */
    void dumpThreads() {
        try {
            if (process.isAlive()) {
                signal("QUIT");
                DaemonFleet.await().until(() -> log().contains("Full thread dump") && log().contains("JNI global ref"));
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int status = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("SIG" + signal + " cannot be sent to " + name);
        }
    }

    /** SIGTERM, and waits for the end. */
    public int terminate() throws InterruptedException {
        children();
        process.toHandle().destroy();
        return exitStatus();
    }

    /** Waits for the end. */
    public int exitStatus() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError(name + " does not end:\n" + log());
        }
        return process.exitValue();
    }

    /** Ends it and whatever it has started. */
    @Override
    public void close() {
        children();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
