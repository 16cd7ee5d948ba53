package io.millrace.adapters.aws;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few large arrays for the bodies of answers, which are used again: one of ten megabytes that is made for each answer costs
 * more in the garbage collector than what is done with it. Safe for use from any thread; never blocks.
 */
final class BodyBuffers {
    /** As many as are decoded at a time, about; what is lent beyond that is left to the garbage collector. */
    private static final int MOST_KEPT = Math.max(2, Runtime.getRuntime().availableProcessors());

    private static final int LARGEST_KEPT = 16 << 20;

    private final ConcurrentLinkedDeque<byte[]> free = new ConcurrentLinkedDeque<>();
    private final AtomicInteger kept = new AtomicInteger();

    /** An array of at least so many bytes; what is in it is of no meaning. */
    byte[] lend(int bytes) {
        byte[] last = free.pollFirst();
        if (last != null) {
            kept.decrementAndGet();
            if (last.length >= bytes) {
                return last;
            }
        }
        return new byte[bytes];
    }

    /** Takes an array back that nobody uses any more. */
    void giveBack(byte[] array) {
        if (array.length <= LARGEST_KEPT && kept.get() < MOST_KEPT) {
            kept.incrementAndGet();
            free.addFirst(array);
        }
    }
}
