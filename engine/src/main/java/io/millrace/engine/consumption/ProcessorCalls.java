package io.millrace.engine.consumption;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.engine.coordination.FenceGate;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Calls the user code of one shard, one call at a time, off the loop, and brings the outcome back on to it. A call that
 * takes long is reported with its stack.
 */
final class ProcessorCalls {
    /** User code. */
    @FunctionalInterface
    interface UserCall {
        /** Begins the call; it has ended when the stage is complete. */
        CompletionStage<Void> begin() throws Exception;

        /** A call that has ended when the code returns. */
        static UserCall of(BlockingCall call) {
            return () -> {
                call.run();
                return RecordProcessor.done();
            };
        }
    }

    /** User code that works until it returns. */
    @FunctionalInterface
    interface BlockingCall {
        void run() throws Exception;
    }

    /** How a call ended. */
    sealed interface Outcome {
        /** It returned. */
        record Returned(Duration took) implements Outcome {}

        /** It threw. */
        record Threw(Throwable cause, Duration took) implements Outcome {}

        /** It was not made: the lease was given up or gone, or this worker could not prove that it lives, when its turn came. */
        record NotStarted() implements Outcome {}
    }

    private final WorkerContext context;
    private final FenceGate gate;
    private final LeaseKey lease;
    private boolean busy;
    private volatile boolean beginNoBatch;
    private volatile boolean hasBegun;

    ProcessorCalls(WorkerContext context, FenceGate gate, LeaseKey lease) {
        this.context = context;
        this.gate = gate;
        this.lease = lease;
    }

    /** Whether a call is under way. */
    boolean isBusy() {
        return busy;
    }

    /** Whether user code of the call under way, or of the last one, has begun: it may be waiting for a thread. */
    boolean hasBegun() {
        return hasBegun;
    }

    /** The lease is given up, or gone: a call that still waits for a thread and hands over records does not begin. */
    void beginNoBatch() {
        beginNoBatch = true;
    }

    /** Makes a call that must not start after the fence. */
    void callFenced(String name, UserCall call, Consumer<Outcome> then) {
        call(name, true, call, then);
    }

    /** Makes a call that may start at any time, because it hands over no records. */
    void call(String name, UserCall call, Consumer<Outcome> then) {
        call(name, false, call, then);
    }

    private void call(String name, boolean fenced, UserCall call, Consumer<Outcome> then) {
        if (busy) {
            throw new IllegalStateException("two calls at a time for " + lease);
        }
        busy = true;
        hasBegun = false;
        Running running = new Running(name);
        running.watch();
        context.runtime()
                .processors()
                .execute(() -> run(fenced, call, running, outcome -> {
                    running.ended = true;
                    busy = false;
                    then.accept(outcome);
                }));
    }

    /** @param then told on the loop */
    private void run(boolean fenced, UserCall call, Running running, Consumer<Outcome> then) {
        long startedAt = context.now();
        if (fenced && (beginNoBatch || !gate.isOpenAt(startedAt))) {
            context.execute(() -> then.accept(new Outcome.NotStarted()));
            return;
        }
        running.thread = Thread.currentThread();
        hasBegun = true;
        long cpuAtStart = context.runtime().cpu().threadNanos();
        try {
            CompletionStage<Void> stage = call.begin();
            long cpuNanos = context.runtime().cpu().threadNanos() - cpuAtStart;
            if (stage == RecordProcessor.done()) {
                Duration took = Duration.ofNanos(context.now() - startedAt);
                context.execute(() -> ended(cpuNanos, new Outcome.Returned(took), then));
            } else {
                running.isStage = true;
                context.onLoop(stage, (none, problem) -> ended(cpuNanos, outcome(problem, startedAt), then));
            }
        } catch (Throwable problem) {
            // Errors too: whatever user code throws, its records are not done and the worker goes on.
            Duration took = Duration.ofNanos(context.now() - startedAt);
            long cpuNanos = context.runtime().cpu().threadNanos() - cpuAtStart;
            context.execute(() -> ended(cpuNanos, new Outcome.Threw(problem, took), then));
        } finally {
            running.thread = null;
        }
    }

    /** @param cpuNanos what the call has used of its thread */
    private void ended(long cpuNanos, Outcome outcome, Consumer<Outcome> then) {
        context.load().computed(lease, cpuNanos);
        then.accept(outcome);
    }

    /** How a stage ended that user code returned; what it fails with may be wrapped. */
    private Outcome outcome(@Nullable Throwable problem, long startedAt) {
        Duration took = Duration.ofNanos(context.now() - startedAt);
        if (problem == null) {
            return new Outcome.Returned(took);
        }
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : null;
        return new Outcome.Threw(cause == null ? problem : cause, took);
    }

    /** One call under way, watched. */
    private final class Running {
        private final String name;
        private final long sinceNanos = context.now();
        private volatile @Nullable Thread thread;
        private volatile boolean isStage;
        private boolean ended;

        Running(String name) {
            this.name = name;
        }

        void watch() {
            context.after(context.config().hungAfter(), () -> {
                if (!ended) {
                    context.emit(new WorkerEvent.ProcessorHung(
                            lease, name, Duration.ofNanos(context.now() - sinceNanos), stack()));
                    watch();
                }
            });
        }

        private String stack() {
            return Optional.ofNullable(thread)
                    .map(running -> Arrays.stream(running.getStackTrace())
                            .map(StackTraceElement::toString)
                            .collect(Collectors.joining("\n  at ")))
                    .orElse(isStage ? "waiting for the stage that it returned" : "waiting for a processor thread");
        }
    }
}
