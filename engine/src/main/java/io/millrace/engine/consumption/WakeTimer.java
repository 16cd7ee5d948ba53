package io.millrace.engine.consumption;

import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.runtime.EventLoop.Cancellable;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One timer for everything a shard waits for: set to the earliest moment anybody asked for. On the loop only. */
final class WakeTimer {
    private final WorkerContext context;
    private final Runnable action;
    private @Nullable Cancellable timer;
    private long dueNanos;

    WakeTimer(WorkerContext context, Runnable action) {
        this.context = context;
        this.action = action;
    }

    /** Wakes at this time of the monotonic clock, unless it wakes earlier anyway. */
    void at(OptionalLong nanos) {
        if (nanos.isEmpty()) {
            return;
        }
        long due = nanos.getAsLong();
        if (timer != null) {
            if (dueNanos - due <= 0) {
                return;
            }
            timer.cancel();
        }
        dueNanos = due;
        timer = context.at(due, () -> {
            timer = null;
            action.run();
        });
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
