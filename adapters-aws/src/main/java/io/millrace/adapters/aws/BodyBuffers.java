package io.millrace.adapters.aws;

import java.util.concurrent.Semaphore;

/**
 * Large arrays for the bodies of answers, of which only so many are there at a time: who asks for a record does not know what
 * it weighs, and many answers at once may be larger than anybody has reckoned with. Safe for use from any thread.
 */
final class BodyBuffers {
    /** Of the heap may be lent at a time; more than the service gives in one answer where the heap is small. */
    private static final int LENT_HEAP_PARTS = 8;

    private static final long LEAST_LENT_BYTES = 16 << 20;

    private static final int UNIT_BYTES = 1 << 10;

    private final SpareArrays spare;
    private final int units;
    private final Semaphore room;

    /** @param heapBytes the most that the virtual machine may use for objects */
    BodyBuffers(long heapBytes) {
        spare = new SpareArrays(heapBytes);
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
            spare.giveBack(bytes);
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
        return new Loan(taken, spare.take(bytes));
    }
}
