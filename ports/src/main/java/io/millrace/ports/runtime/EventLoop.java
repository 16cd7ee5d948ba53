package io.millrace.ports.runtime;

import java.time.Duration;

/**
 * The one thread on which a worker decides. Tasks run one after the other, never two at once, in the order in which they
 * were handed over; what one did happens-before what the next does.
 */
public interface EventLoop {
    /** Runs a task on the loop, later. May be called from any thread; never blocks. */
    void execute(Runnable task);

    /**
     * Runs a task on the loop after a delay. Called on the loop only.
     *
     * @param delay zero or more
     * @return takes the task back if it has not run
     */
    Cancellable schedule(Duration delay, Runnable task);

    /** Something that can be called off. */
    interface Cancellable {
        /** Calls it off; nothing happens if it has run already. On the loop only. */
        void cancel();
    }
}
