package io.millrace.engine.consumption;

import java.util.function.LongSupplier;

/**
 * What is set aside of the worker's memory for what one shard reads next, before it is asked for. On the loop only.
 *
 * <p>Twice what is expected is set aside, because while an answer is taken apart it is there as bytes and as records.
 */
final class ReservedMemory {
    private static final long LEAST_BYTES = 32 << 10;

    private final MemoryBudget budget;
    private final Runnable there;
    private long bytes;
    private boolean asking;
    private boolean stopped;

    /** @param there is run when memory was waited for and has come */
    ReservedMemory(MemoryBudget budget, Runnable there) {
        this.budget = budget;
        this.there = there;
        budget.shardBegins();
    }

    /**
     * Sets memory aside, unless it is or is waited for already.
     *
     * @param expectedBytes of the answer; asked when it is this shard's turn
     * @return whether it is there; else the shard is told when it is
     */
    boolean ask(LongSupplier expectedBytes) {
        if (bytes == 0 && !asking && !stopped) {
            asking = true;
            boolean[] atOnce = {true};
            budget.reserve(
                    () -> stopped ? 0 : Math.max(LEAST_BYTES, 2 * expectedBytes.getAsLong()),
                    granted -> granted(granted, atOnce[0]));
            atOnce[0] = false;
        }
        return bytes > 0;
    }

    private void granted(long granted, boolean atOnce) {
        asking = false;
        bytes = granted;
        if (!atOnce && !stopped) {
            there.run();
        }
    }

    /**
     * Records have come: makes room for them in place of what was set aside.
     *
     * @param held what they take
     * @return false when they are more than was set aside and there is no room: then nothing has changed
     */
    boolean takes(long held) {
        if (!budget.fits(held - bytes, bytes)) {
            return false;
        }
        long reserved = bytes;
        bytes = 0;
        // In this order: what is free in between would be somebody else's.
        budget.adjust(held);
        budget.giveBack(reserved);
        return true;
    }

    /** Frees what was set aside. */
    void giveBack() {
        long reserved = bytes;
        bytes = 0;
        budget.giveBack(reserved);
    }

    /** The shard is not read any more; what is set aside stays so until it is given back. */
    void stop() {
        if (!stopped) {
            stopped = true;
            budget.shardEnds();
        }
    }
}
