package io.millrace.adapters.jdbc;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Rolls a transaction back that stays open for too long. For one transaction. */
final class TimeLimit {
    private final ScheduledExecutorService clock;
    private final Duration limit;
    private volatile @Nullable Future<?> alarm;

    TimeLimit(ScheduledExecutorService clock, Duration limit) {
        this.clock = clock;
        this.limit = limit;
    }

    void start(ShardTransaction transaction) {
        String reason = "it was open for longer than its time limit, " + limit;
        try {
            alarm = clock.schedule(() -> transaction.expire(reason), limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            throw new CallPool.ClosedException();
        }
    }

    void stop() {
        Future<?> set = alarm;
        if (set != null) {
            set.cancel(false);
        }
    }
}
