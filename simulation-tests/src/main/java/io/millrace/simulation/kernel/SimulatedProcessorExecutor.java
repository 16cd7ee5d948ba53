package io.millrace.simulation.kernel;

import io.millrace.ports.runtime.ProcessorExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The processor threads of one simulated worker: a bounded number of calls at a time, each begun a moment after it was
 * handed over. A call that waits ({@link #await}) keeps its real thread and its whole stack until virtual time has brought
 * what it waits for; meanwhile the rest of the fleet goes on.
 *
 * <p>User code takes no virtual time by itself. A simulated processor says how long its work takes with {@link #spend};
 * code that only knows how to sleep uses {@link #sleep}.
 */
public final class SimulatedProcessorExecutor implements ProcessorExecutor {
    private final SimulatedProcess process;
    private final Turns turns;
    private final int threads;
    private final LongSupplier startDelayNanos;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int running;
    private boolean inCall;

    /**
     * @param threads how many calls run at once, from 1
     * @param startDelayNanos how long it takes until a free thread begins a call; asked once a call
     */
    SimulatedProcessorExecutor(SimulatedProcess process, Turns turns, int threads, LongSupplier startDelayNanos) {
        if (threads < 1) {
            throw new IllegalArgumentException("no processor executor with " + threads + " threads");
        }
        this.process = Objects.requireNonNull(process, "process");
        this.turns = Objects.requireNonNull(turns, "turns");
        this.threads = threads;
        this.startDelayNanos = Objects.requireNonNull(startDelayNanos, "startDelayNanos");
    }

    @Override
    public void execute(Runnable call) {
        if (process.isAlive()) {
            waiting.add(Objects.requireNonNull(call, "call"));
            startNext();
        }
    }

    @Override
    public <T> T await(CompletionStage<T> stage) throws InterruptedException, ExecutionException {
        requireInCall();
        passTimeSpent();
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!future.isDone()) {
            Turns.Place place = turns.place();
            stage.whenComplete((value, thrown) -> process.schedule(0, () -> turns.resume(place)));
            waitAt(place);
        }
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? new ExecutionException(wrapped.getCause())
                    : e;
        }
    }

    /**
     * Lets the calling user code take time without a change of thread: from here on its clocks show the later time, and
     * whatever it hands to the engine arrives then. A crash in between means that it never returned.
     */
    public void spend(Duration duration) {
        requireInCall();
        process.runAhead(duration.toNanos() * process.slowness());
    }

    /** Stops the calling user code for a while; it sees the whole world as it is afterwards. */
    public void sleep(Duration duration) {
        requireInCall();
        process.runAhead(duration.toNanos() * process.slowness());
        passTimeSpent();
    }

    /** How many calls run or wait. */
    public int calls() {
        return running + waiting.size();
    }

    private void requireInCall() {
        if (!inCall || !turns.isMine()) {
            throw new IllegalStateException("only user code that the engine called can wait, not "
                    + Thread.currentThread().getName());
        }
    }

    private void passTimeSpent() {
        long spent = process.backToTrueTime();
        if (spent > 0) {
            Turns.Place place = turns.place();
            process.schedule(spent, () -> turns.resume(place));
            waitAt(place);
        }
    }

    /** While this call waits no call is current; when it goes on it is again. */
    private void waitAt(Turns.Place place) {
        inCall = false;
        turns.waitForTurn(place);
        inCall = true;
    }

    private void startNext() {
        while (running < threads) {
            @Nullable Runnable call = waiting.poll();
            if (call == null) {
                return;
            }
            running++;
            process.schedule(startDelayNanos.getAsLong(), () -> run(call));
        }
    }

    private void run(Runnable call) {
        inCall = true;
        try {
            call.run();
        } finally {
            inCall = false;
            // whoever interrupts itself must not interrupt the fleet
            Thread.interrupted();
            long spent = process.backToTrueTime();
            process.schedule(spent, this::returned);
        }
    }

    private void returned() {
        running--;
        startNext();
    }
}
