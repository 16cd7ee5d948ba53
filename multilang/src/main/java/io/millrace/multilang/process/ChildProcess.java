package io.millrace.multilang.process;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A child process: in a group of its own, its standard error pumped, ended within bounds, never a zombie. */
public final class ChildProcess {
    private static final Duration AFTER_TERM = Duration.ofSeconds(2);
    private static final Duration AFTER_KILL = Duration.ofSeconds(2);
    private static final Duration AFTER_EXIT = Duration.ofSeconds(1);

    private final Process process;
    private final ProcessGroups groups;
    private final ErrorLines errors;
    private final Thread errorThread;
    private final ProcessCpu cpu;

    private ChildProcess(Process process, ProcessGroups groups, ErrorLines errors, Thread errorThread) {
        this.process = process;
        this.groups = groups;
        this.errors = errors;
        this.errorThread = errorThread;
        ProcessTimes times = new ProcessTimes(Path.of("/proc"));
        this.cpu = new ProcessCpu(() -> times.of(process.toHandle()));
    }

    /**
     * Starts a child in the daemon's own directory and environment.
     *
     * @param command program and arguments
     * @param environment added to the daemon's
     * @param label names the child in the log; its process id is put behind it
     * @param standardError where its standard error goes besides the log
     * @throws ChildStartException when it cannot be started
     */
    public static ChildProcess start(
            ImmutableList<String> command,
            ImmutableMap<String, String> environment,
            String label,
            ProcessGroups groups,
            PrintStream standardError)
            throws ChildStartException {
        Path program = ChildCommand.find(
                command, Optional.ofNullable(System.getenv("PATH")), Path.of("").toAbsolutePath());
        ProcessBuilder builder = new ProcessBuilder(groups.command(program, command));
        ChildMemory.addTo(builder.environment());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            String name = label + " (pid " + process.pid() + ")";
            ErrorLines errors = new ErrorLines(process.getErrorStream(), standardError, name);
            Thread errorThread = ChildThreads.start("child-stderr-" + process.pid(), errors);
            return new ChildProcess(process, groups, errors, errorThread);
        } catch (IOException failed) {
            throw new ChildStartException(
                    "The program '" + command.get(0) + "' could not be started: " + failed.getMessage(), failed);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** The child's standard input. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /** The child's standard output. */
    public InputStream output() {
        return process.getInputStream();
    }

    /**
     * CPU time that it has used since this was asked last, zero or more; on Linux with what it has started. Zero the first
     * time, and where the platform does not tell. Reads some small files and waits for nothing; by one thread at a time.
     */
    public Duration moreCpu() {
        return cpu.more();
    }

    /** The last lines of its standard error, oldest first. */
    public ImmutableList<String> lastErrorLines() {
        return errors.last();
    }

    /** Completes with the exit status; what waits for it must not block. */
    public CompletionStage<Integer> exited() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /**
     * Waits for the child to exit by itself, then asks it and its group to end by SIGTERM, then kills them. Blocks for as
     * long as that takes, at most four seconds beyond the patience.
     *
     * @param patience for an exit without a signal
     */
    public void end(Duration patience) throws InterruptedException {
        if (!exitsWithin(patience)) {
            groups.signal(process, ProcessGroups.Signal.TERM);
            if (!exitsWithin(AFTER_TERM)) {
                groups.signal(process, ProcessGroups.Signal.KILL);
                exitsWithin(AFTER_KILL);
            }
        }
    }

    private boolean exitsWithin(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * To be called once it has exited: kills what is left of its group, and waits a moment for the last of its standard
     * error.
     */
    public void cleanUp() throws InterruptedException {
        groups.killRest(process);
        errorThread.join(AFTER_EXIT.toMillis());
    }
}
