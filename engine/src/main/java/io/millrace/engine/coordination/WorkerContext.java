package io.millrace.engine.coordination;

import com.google.common.collect.ImmutableList;
import io.millrace.engine.ConsumerConfig;
import io.millrace.engine.WorkerRuntime;
import io.millrace.ports.runtime.EventLoop.Cancellable;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.ports.telemetry.WorkerEventListener;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every part of a worker shares: its settings, its loop, its time and its voice. Everything except
 * {@link #onLoop} is used on the loop only.
 */
public final class WorkerContext {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerContext.class);

    private final ConsumerConfig config;
    private final WorkerRuntime runtime;
    private final WorkerRules rules;
    private final ImmutableList<WorkerEventListener> listeners;
    private final LoadReporter load;
    private boolean closed;

    public WorkerContext(
            ConsumerConfig config,
            WorkerRuntime runtime,
            WorkerRules rules,
            ImmutableList<WorkerEventListener> listeners) {
        this.config = config;
        this.runtime = runtime;
        this.rules = rules;
        this.listeners = listeners;
        this.load = new LoadReporter(this);
    }

    public ConsumerConfig config() {
        return config;
    }

    public WorkerRuntime runtime() {
        return runtime;
    }

    public WorkerRules rules() {
        return rules;
    }

    /** How busy the worker is. */
    public LoadReporter load() {
        return load;
    }

    /** The monotonic clock. */
    public long now() {
        return runtime.time().nanoTime();
    }

    /** A draw from [0, 1) that spreads retries apart. */
    public double jitter(String purpose) {
        return runtime.randomness().nextDouble(purpose);
    }

    /** Runs a task on the loop after a delay, unless the worker has ended by then. */
    public Cancellable after(Duration delay, Runnable task) {
        return runtime.loop().schedule(delay.isNegative() ? Duration.ZERO : delay, () -> {
            if (!closed) {
                task.run();
            }
        });
    }

    /** Runs a task on the loop when the monotonic clock shows this time, unless the worker has ended by then. */
    public Cancellable at(long nanos, Runnable task) {
        return after(Duration.ofNanos(Math.max(0, nanos - now())), task);
    }

    /**
     * The one way back on to the loop: hands the outcome of a port's call to {@code then}, on the loop, unless the
     * worker has ended by then. The second argument is a problem only when the port broke its contract and completed
     * exceptionally.
     */
    public <T> void onLoop(CompletionStage<T> stage, BiConsumer<T, Throwable> then) {
        stage.whenComplete((value, problem) -> runtime.loop().execute(() -> {
            if (!closed) {
                then.accept(value, problem);
            }
        }));
    }

    /** Runs a task on the loop, from any thread, unless the worker has ended by then. */
    public void execute(Runnable task) {
        runtime.loop().execute(() -> {
            if (!closed) {
                task.run();
            }
        });
    }

    /** Tells every listener; one that throws takes nothing away from the others. */
    public void emit(WorkerEvent event) {
        for (WorkerEventListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException problem) {
                LOG.warn("A listener threw at {}; the event is lost to it, the worker goes on", event, problem);
            }
        }
    }

    /** From now on nothing that was scheduled or is under way comes back. */
    public void close() {
        closed = true;
    }
}
