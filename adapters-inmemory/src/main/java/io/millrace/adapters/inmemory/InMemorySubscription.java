package io.millrace.adapters.inmemory;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.Subscription;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.ports.source.SubscriptionListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscription. What the listener is to be told is put into a queue under the stream's monitor and told from there
 * without it, by one thread at a time: whoever is told something may ask for more, or put records, at once.
 */
final class InMemorySubscription implements Subscription {
    private final FanOutState fanOut;
    private final String consumerArn;
    private final ShardId shard;
    private final SubscriptionListener listener;

    /** Guarded by the stream's monitor, as all until the queue. */
    private long place;

    private long openedNanos;
    private long lastEventNanos;
    private long demand;
    private boolean over;

    /** Guarded by itself, as is the flag behind it. */
    private final Deque<Consumer<SubscriptionListener>> untold = new ArrayDeque<>();

    private boolean telling;
    private volatile boolean cancelled;

    InMemorySubscription(FanOutState fanOut, String consumerArn, ShardId shard, SubscriptionListener listener) {
        this.fanOut = fanOut;
        this.consumerArn = consumerArn;
        this.shard = shard;
        this.listener = listener;
    }

    String consumerArn() {
        return consumerArn;
    }

    ShardId shard() {
        return shard;
    }

    /** The index of the record that comes next. */
    long place() {
        return place;
    }

    long openedNanos() {
        return openedNanos;
    }

    /** When it was last told something. */
    long lastEventNanos() {
        return lastEventNanos;
    }

    boolean hasDemand() {
        return demand > 0;
    }

    boolean isOver() {
        return over;
    }

    void open(long firstPlace, long nowNanos) {
        place = firstPlace;
        openedNanos = nowNanos;
        lastEventNanos = nowNanos;
        tell(SubscriptionListener::opened);
    }

    void push(SubscriptionEvent event, long nextPlace, long nowNanos) {
        demand--;
        place = nextPlace;
        lastEventNanos = nowNanos;
        tell(told -> told.event(event));
    }

    void end(Optional<SourceFailure> failure) {
        over = true;
        tell(told -> told.ended(failure));
    }

    @Override
    public void request(int events) {
        if (events < 1) {
            throw new IllegalArgumentException("at least one event is asked for, not " + events);
        }
        fanOut.changed(this, () -> demand += events);
    }

    @Override
    public void cancel() {
        cancelled = true;
        fanOut.changed(this, () -> over = true);
    }

    private void tell(Consumer<SubscriptionListener> what) {
        synchronized (untold) {
            untold.add(what);
        }
    }

    /** Tells the listener what it was not told yet, unless somebody is about it. Never under the stream's monitor. */
    void tellAll() {
        synchronized (untold) {
            if (telling) {
                return;
            }
            telling = true;
        }
        boolean done = false;
        try {
            for (Consumer<SubscriptionListener> next = next(); next != null; next = next()) {
                next.accept(listener);
            }
            done = true;
        } finally {
            if (!done) {
                // The listener threw: the next one who comes goes on with what is left.
                synchronized (untold) {
                    telling = false;
                }
            }
        }
    }

    private @Nullable Consumer<SubscriptionListener> next() {
        synchronized (untold) {
            Consumer<SubscriptionListener> next = cancelled ? null : untold.poll();
            telling = next != null;
            return next;
        }
    }
}
