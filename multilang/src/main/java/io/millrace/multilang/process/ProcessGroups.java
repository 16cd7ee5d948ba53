package io.millrace.multilang.process;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each child a process group of its own, through the command {@code setsid}, so that a signal reaches whatever the
 * child has started, and so that a terminal's Ctrl-C reaches the daemon alone. Where there is no {@code setsid} the child
 * and those descendants that can still be found are signalled one by one.
 */
public final class ProcessGroups {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessGroups.class);
    private static final long PATIENCE_SECONDS = 5;

    /** A signal that ends. */
    enum Signal {
        TERM,
        KILL
    }

    private final Optional<Path> setsid;

    private ProcessGroups(Optional<Path> setsid) {
        this.setsid = setsid;
    }

    /** Looks for {@code setsid}, and says in the log when there is none. */
    public static ProcessGroups detect(Optional<String> path) {
        try {
            return new ProcessGroups(Optional.of(ChildCommand.find(
                    ImmutableList.of("setsid"), path, Path.of("").toAbsolutePath())));
        } catch (ChildStartException none) {
            LOG.warn("There is no command setsid on the PATH, so children get no process group of their own: what they"
                    + " start in the background may outlive them. Install util-linux to change that.");
            return new ProcessGroups(Optional.empty());
        }
    }

    /** Without groups, as where there is no {@code setsid}. */
    static ProcessGroups none() {
        return new ProcessGroups(Optional.empty());
    }

    /** The command that starts this one in a group whose id is the process's. */
    ImmutableList<String> command(Path program, ImmutableList<String> command) {
        ImmutableList.Builder<String> words = ImmutableList.builder();
        setsid.ifPresent(path -> words.add(path.toString()));
        return words.add(program.toString())
                .addAll(command.subList(1, command.size()))
                .build();
    }

    /** Signals the process and its group; nothing happens to what is gone already. */
    void signal(Process process, Signal signal) {
        if (setsid.isPresent()) {
            signalGroup(process.pid(), signal);
        } else {
            process.descendants().forEach(descendant -> destroy(descendant, signal));
        }
        // For the moment between its start and its own group; without effect when it has exited.
        destroy(process.toHandle(), signal);
    }

    /** Kills what a process that has exited has left of its group. */
    void killRest(Process exited) {
        if (setsid.isPresent()) {
            signalGroup(exited.pid(), Signal.KILL);
        }
    }

    private static void destroy(ProcessHandle process, Signal signal) {
        boolean asked = signal == Signal.TERM ? process.destroy() : process.destroyForcibly();
        LOG.debug("{} for process {}: {}", signal, process.pid(), asked ? "sent" : "it is gone");
    }

    /** The shell has {@code kill} built in; images without the command of that name are common. */
    private static void signalGroup(long group, Signal signal) {
        try {
            Process kill = new ProcessBuilder(
                            "sh", "-c", "kill -s \"$1\" -- \"-$2\"", "kill", signal.name(), Long.toString(group))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Signal {} for process group {} was not sent within {} s.", signal, group, PATIENCE_SECONDS);
            }
        } catch (IOException failed) {
            LOG.warn("Signal {} could not be sent to process group {}: {}", signal, group, failed.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
