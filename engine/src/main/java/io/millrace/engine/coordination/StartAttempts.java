package io.millrace.engine.coordination;

import io.millrace.domain.consumer.Backoff;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a worker tries at its start, or when a stream is added: again for as long as it takes where the trouble may pass, which
 * is told once, and not where trying again would not help. On the loop only.
 */
public final class StartAttempts {
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final WorkerContext context;
    private final BooleanSupplier isWanted;
    private final Consumer<String> refuse;
    private int failed;

    /**
     * @param isWanted whether it is still to be done
     * @param refuse told why it cannot be done
     */
    public StartAttempts(WorkerContext context, BooleanSupplier isWanted, Consumer<String> refuse) {
        this.context = context;
        this.isWanted = isWanted;
        this.refuse = refuse;
    }

    public void succeeded() {
        failed = 0;
    }

    /**
     * An attempt has failed.
     *
     * @param isHopeless whether trying again would not help
     * @param again makes the next attempt
     */
    public void failed(boolean isHopeless, String explanation, Runnable again) {
        if (isHopeless) {
            refuse.accept(explanation);
            return;
        }
        if (failed == 0) {
            context.emit(new WorkerEvent.Trouble("Cannot start yet, trying again: " + explanation));
        }
        again(again);
    }

    /** Makes another attempt in a while, without a word. */
    void again(Runnable again) {
        context.after(RETRY.delay(++failed, context.jitter("start-retry")), () -> {
            if (isWanted.getAsBoolean()) {
                again.run();
            }
        });
    }
}
