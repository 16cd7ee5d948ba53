package io.millrace.adapters.aws;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * How much may be taken by messages that are being put together, over all subscriptions: who asks for an event does not know
 * what it weighs, and many at once may be larger than anybody has reckoned with. Whoever does not fit waits, in order, and
 * its connection with it; what is larger than all there is gets it when nobody else has any. Safe for use from any thread;
 * never blocks.
 */
final class EventRoom {
    /** So small a message needs none: what says that there is nothing new must not wait behind others. */
    private static final int SMALL_BYTES = 16 << 10;

    /** Of the heap; more than that where the heap is small. */
    private static final int HEAP_PARTS = 8;

    private static final long LEAST_BYTES = 16 << 20;

    private record Waiting(int bytes, Runnable granted) {}

    private final long limitBytes;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long usedBytes;
    private boolean granting;

    /** @param heapBytes the most that the virtual machine may use for objects */
    EventRoom(long heapBytes) {
        limitBytes = Math.max(LEAST_BYTES, heapBytes / HEAP_PARTS);
    }

    /**
     * Takes room for a message.
     *
     * @param granted is run when there is room, on the thread of whoever gives some back; never when there is some now
     * @return whether there is room now
     */
    boolean take(int bytes, Runnable granted) {
        if (bytes <= SMALL_BYTES) {
            return true;
        }
        synchronized (this) {
            if (waiting.isEmpty() && fits(bytes)) {
                usedBytes += bytes;
                return true;
            }
            waiting.add(new Waiting(bytes, granted));
            return false;
        }
    }

    /** Gives back what was taken for a message. */
    void giveBack(int bytes) {
        if (bytes <= SMALL_BYTES) {
            return;
        }
        synchronized (this) {
            usedBytes -= bytes;
            if (granting) {
                // Whoever grants sees it: they go on after each other, and not within each other.
                return;
            }
            granting = true;
        }
        for (Waiting next = next(); next != null; next = next()) {
            next.granted().run();
        }
    }

    private synchronized @Nullable Waiting next() {
        Waiting first = waiting.peek();
        if (first == null || !fits(first.bytes())) {
            granting = false;
            return null;
        }
        usedBytes += first.bytes();
        return waiting.poll();
    }

    private boolean fits(int bytes) {
        return usedBytes == 0 || usedBytes + bytes <= limitBytes;
    }
}
