package io.millrace.multilang.child;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a child has said and nobody has taken yet, in order. Bounded: who puts waits when there is much, as a child that
 * writes between actions waits when its pipe is full.
 */
final class Inbox<T> {
    private static final int MOST = 1_024;

    private final ArrayDeque<T> messages = new ArrayDeque<>();
    private @Nullable String closed;

    /** @return false when it is closed, and the message was not taken in */
    synchronized boolean put(T message) throws InterruptedException {
        while (messages.size() >= MOST && closed == null) {
            wait();
        }
        if (closed != null) {
            return false;
        }
        messages.add(message);
        notifyAll();
        return true;
    }

    /**
     * Nothing more will come.
     *
     * @param why what the child did; the first reason stays
     */
    synchronized void close(String why) {
        if (closed == null) {
            closed = why;
            notifyAll();
        }
    }

    /**
     * The next message; what was said before the end still counts.
     *
     * @return empty when none came in time
     * @throws BrokenChildException when none will come any more
     */
    synchronized Optional<T> take(Deadline deadline) throws BrokenChildException, InterruptedException {
        while (messages.isEmpty()) {
            if (closed != null) {
                throw new BrokenChildException(closed);
            }
            long nanos = deadline.remainingNanos();
            if (nanos <= 0) {
                return Optional.empty();
            }
            // One millisecond more than the rest, so that the time has really passed afterwards.
            wait(TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
        }
        notifyAll();
        return Optional.of(messages.remove());
    }
}
