package io.millrace.adapters.aws;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps a few large arrays to use again: one that is made for each answer costs more in the garbage collector than what is
 * done with it. Safe for use from any thread; never blocks.
 */
final class SpareArrays {
    private static final int LARGEST_KEPT = 16 << 20;

    /** Of the heap may be kept for the next answers. */
    private static final int KEPT_HEAP_PARTS = 32;

    private final ConcurrentLinkedDeque<byte[]> free = new ConcurrentLinkedDeque<>();
    private final AtomicLong keptBytes = new AtomicLong();
    private final long mostKeptBytes;

    /** @param heapBytes the most that the virtual machine may use for objects */
    SpareArrays(long heapBytes) {
        // As many as are decoded at a time, about; what is taken beyond that is left to the garbage collector.
        long decoded = (long) LARGEST_KEPT * Math.max(2, Runtime.getRuntime().availableProcessors());
        mostKeptBytes = Math.min(decoded, heapBytes / KEPT_HEAP_PARTS);
    }

    /** An array of at least so many bytes; what is in it is of no meaning. */
    byte[] take(int bytes) {
        byte[] last = free.pollFirst();
        if (last != null) {
            keptBytes.addAndGet(-last.length);
            if (last.length >= bytes) {
                return last;
            }
        }
        return new byte[bytes];
    }

    /** Nobody uses it any more. */
    void giveBack(byte[] array) {
        if (array.length == 0 || array.length > LARGEST_KEPT) {
            return;
        }
        if (keptBytes.addAndGet(array.length) <= mostKeptBytes) {
            free.addFirst(array);
        } else {
            keptBytes.addAndGet(-array.length);
        }
    }
}
