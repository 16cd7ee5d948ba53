package io.millrace.multilang.child;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.multilang.frames.ChildFrame;
import io.millrace.multilang.process.ChildProcess;
import io.millrace.multilang.process.ChildStartException;
import io.millrace.multilang.process.ChildThreads;
import io.millrace.multilang.process.ExitWords;
import io.millrace.multilang.process.ProcessGroups;
import io.millrace.multilang.protocol.ChildMessage;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One child process with its pipes and the threads that serve them. Whatever happens to it, {@link #gone()} completes when
 * the process and its group are no more.
 */
final class Child implements Pipes {
    private static final Logger LOG = LoggerFactory.getLogger(Child.class);
    private static final Duration AFTER_EXIT = Duration.ofSeconds(1);

    /** A child that is about to exit closes its pipes a little earlier: its own exit status says more than a signal. */
    static final Duration UNASKED = Duration.ofSeconds(1);

    private final ChildProcess process;
    private final String name;
    private final Inbox<ChildMessage> inbox = new Inbox<>();
    private final ConcurrentHashMap<Integer, FramedChannel> channels = new ConcurrentHashMap<>();
    private final CompletableFuture<String> gone = new CompletableFuture<>();
    private final ChildCpu cpu;
    private final ChildInput input;
    private final Thread outputThread;
    private volatile boolean ending;

    private Child(ChildProcess process, String label, ChildSettings settings) {
        this.process = process;
        this.name = label + " (pid " + process.pid() + ")";
        this.cpu = new ChildCpu(process::moreCpu);
        this.input = new ChildInput(process.input(), settings.generation(), () -> close("closed its standard input"));
        ChildOutput output = new ChildOutput(process.output(), name, settings.offersFrames(), new Said());
        ChildThreads.start("child-stdin-" + process.pid(), input);
        this.outputThread = ChildThreads.start("child-stdout-" + process.pid(), output);
        process.exited()
                .whenComplete((status, problem) ->
                        ChildThreads.start("child-exit-" + process.pid(), () -> exited(status == null ? -1 : status)));
    }

    static Child start(String label, ChildSettings settings, ProcessGroups groups, PrintStream standardError)
            throws ChildStartException {
        ImmutableMap<String, String> offer = settings.offersFrames()
                ? ImmutableMap.of(
                        "MILLRACE_FRAMES", "1",
                        "MILLRACE_FRAMES_IN_FLIGHT", Integer.toString(settings.framesInFlight()),
                        "MILLRACE_SHARDS_PER_CHILD", Integer.toString(settings.shardsPerChild()))
                : ImmutableMap.of();
        return new Child(ChildProcess.start(settings.command(), offer, label, groups, standardError), label, settings);
    }

    long pid() {
        return process.pid();
    }

    /** What it computes, and for whom. */
    ChildCpu cpu() {
        return cpu;
    }

    ImmutableList<String> lastErrorLines() {
        return process.lastErrorLines();
    }

    @Override
    public CompletableFuture<Void> send(ChildInput.Outgoing message) {
        return input.send(message);
    }

    @Override
    public Inbox<ChildMessage> inbox() {
        return inbox;
    }

    /** Frames of this channel go there from now on. */
    void connect(int number, FramedChannel channel) {
        channels.put(number, channel);
        if (gone.isDone()) {
            channel.close("is gone");
        }
    }

    void disconnect(int number) {
        channels.remove(number);
    }

    /** Completes with how it ended, in words, once the process and its group are no more. */
    CompletableFuture<String> gone() {
        return gone;
    }

    /** Tells how it ended, in words, once the process and its group are no more. */
    void whenGone(Consumer<String> told) {
        CompletionStage<String> stage = gone;
        stage.thenAccept(told);
    }

    /**
     * Closes its standard input, waits for it to exit, and ends it by signals if it does not. Blocks until that is done or
     * a few seconds more; from any thread, more than once too.
     *
     * @param patience for an exit by itself
     */
    void end(Duration patience) throws InterruptedException {
        ending = true;
        close("is being ended");
        input.close();
        process.end(patience);
    }

    /** Like {@link #end} without waiting for it. */
    void endSoon(Duration patience) {
        ending = true;
        ChildThreads.start("child-end-" + pid(), () -> {
            try {
                end(patience);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void close(String why) {
        inbox.close(why);
        channels.values().forEach(channel -> channel.close(why));
    }

    private void exited(int status) {
        try {
            process.cleanUp();
            outputThread.join(AFTER_EXIT.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        close("ended");
        input.fail();
        String how = ExitWords.of(status);
        LOG.info("{} {}.", name, how);
        gone.complete(how);
    }

    private final class Said implements ChildOutput.Listener {
        @Override
        public boolean said(ChildMessage message) throws InterruptedException {
            return inbox.put(message);
        }

        @Override
        public void said(int number, ChildFrame frame) {
            FramedChannel channel = channels.get(number);
            if (channel == null) {
                LOG.debug("{} sent a frame on channel {}, which is closed.", name, number);
            } else {
                channel.said(frame);
            }
        }

        @Override
        public void ended(String why) {
            close(why);
            if (!ending) {
                endSoon(UNASKED);
            }
        }
    }
}
