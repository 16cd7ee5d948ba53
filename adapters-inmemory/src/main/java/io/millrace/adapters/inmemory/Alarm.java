package io.millrace.adapters.inmemory;

import java.time.Duration;

/**
 * Runs something later. What only time brings, an event without records, a subscription's end after five minutes, a stream
 * in memory does when its alarm goes off, as it has no threads of its own.
 */
@FunctionalInterface
public interface Alarm {
    /**
     * Has a task run once, from any thread, when so much time has passed for the stream; later does no harm. Must return at
     * once, without running it.
     *
     * @param delay zero or more
     */
    void in(Duration delay, Runnable task);
}
