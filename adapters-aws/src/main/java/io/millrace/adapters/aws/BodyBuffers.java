package io.millrace.adapters.aws;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Large arrays for the bodies of answers. A few are used again: one of ten megabytes that is made for each answer costs
 * more in the garbage collector than what is done with it. And only so many are there at a time: who asks for a record does
 * not know what it weighs, and many answers at once may be larger than anybody has reckoned with. Safe for use from any
 * thread.
 */
final class BodyBuffers {
    private static final int LARGEST_KEPT = 16 << 20;

    /** Of the heap may be lent at a time; more than the service gives in one answer where the heap is small. */
    private static final int LENT_HEAP_PARTS = 8;

    private static final long LEAST_LENT_BYTES = 16 << 20;

    /** Of the heap may be kept for the next answers. */
    private static final int KEPT_HEAP_PARTS = 32;

    private static final int UNIT_BYTES = 1 << 10;

    private final ConcurrentLinkedDeque<byte[]> free = new ConcurrentLinkedDeque<>();
    private final AtomicLong keptBytes = new AtomicLong();
    private final long mostKeptBytes;
    private final int units;
    private final Semaphore room;

    /** @param heapBytes the most that the virtual machine may use for objects */
    BodyBuffers(long heapBytes) {
        // As many as are decoded at a time, about; what is lent beyond that is left to the garbage collector.
        long decoded = (long) LARGEST_KEPT * Math.max(2, Runtime.getRuntime().availableProcessors());
        mostKeptBytes = Math.min(decoded, heapBytes / KEPT_HEAP_PARTS);
        units = (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_LENT_BYTES, heapBytes / LENT_HEAP_PARTS) / UNIT_BYTES);
        // In order, or a large answer would wait for ever behind small ones.
        room = new Semaphore(units, true);
    }

    /** An array that is lent; what is in it is of no meaning. Belongs to one thread. */
    final class Loan implements AutoCloseable {
        private final int taken;
        private byte[] bytes;

        private Loan(int taken, byte[] bytes) {
            this.taken = taken;
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }

        /** Takes another in its place, which holds more. */
        void replace(byte[] larger) {
            bytes = larger;
        }

        /** Whatever is in the array is needed for longer than the loan lasts: nobody else gets it. */
        void keep() {
            bytes = new byte[0];
        }

        /** Gives it back; nobody uses it any more. */
        @Override
        public void close() {
            giveBack(bytes);
            room.release(taken);
        }
    }

    /**
     * An array of at least so many bytes. Waits while others use as much as there may be.
     *
     * @throws InterruptedException when interrupted meanwhile
     */
    Loan lend(int bytes) throws InterruptedException {
        int taken = Math.min(units, 1 + bytes / UNIT_BYTES);
        room.acquire(taken);
        byte[] last = free.pollFirst();
        if (last != null) {
            keptBytes.addAndGet(-last.length);
            if (last.length >= bytes) {
                return new Loan(taken, last);
            }
        }
        return new Loan(taken, new byte[bytes]);
    }

    private void giveBack(byte[] array) {
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
