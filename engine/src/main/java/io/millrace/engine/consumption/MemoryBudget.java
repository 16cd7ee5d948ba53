package io.millrace.engine.consumption;

import java.util.ArrayDeque;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * How many bytes of records this worker holds, over all shards, and who may fetch next. A fetch reserves what its answer
 * is expected to take; requests that do not fit wait in order, so that no shard starves. On the loop only.
 *
 * <p>While processors keep up, nearly all of it is there for answers, which are then as large as the service gives: that costs
 * least. The more of it is taken by records that wait for processors, the smaller are the answers, down to an equal share for
 * each shard, so that all have something to do and none holds what others wait for.
 */
public final class MemoryBudget {
    private static final long STANDARD_BYTES = 256L << 20;

    /** Of the heap, by default: beside the records there are the engine itself, the SDK and the application. */
    private static final int HEAP_PARTS = 3;

    private static final long LARGEST_ANSWER_BYTES = 10 << 20;
    private static final long LEAST_ANSWER_BYTES = 32 << 10;
    private static final long LEAST_LARGEST_BYTES = 1 << 20;

    /** Several shards can be read at once within the budget; with less than that in hand they only wait for each other. */
    private static final int READS_IN_BUDGET = 32;

    private record Request(LongSupplier bytes, LongConsumer granted) {}

    private final long limitBytes;
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private long heldBytes;
    private long reservedBytes;
    private long standingBytes;
    private int shards;
    private boolean granting;

    /** @param limitBytes at least 1 */
    public MemoryBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * The budget of a worker whose user names none: 256 MiB, or a third of the heap where that is less.
     *
     * @param heapBytes the most that the virtual machine may use for objects
     */
    public static long standardBytes(long heapBytes) {
        return Math.max(LEAST_LARGEST_BYTES, Math.min(STANDARD_BYTES, heapBytes / HEAP_PARTS));
    }

    /** A shard is read from now on and has its share. */
    void shardBegins() {
        shards++;
    }

    /** A shard is not read any more. */
    void shardEnds() {
        shards--;
    }

    /**
     * Reserves bytes, now or when enough is free. A request that alone exceeds the budget is granted when nothing else is
     * held, so that no record is too large to be read.
     *
     * @param bytes how many; asked when it is this request's turn, and again while it does not fit
     * @param granted is told how many
     */
    void reserve(LongSupplier bytes, LongConsumer granted) {
        waiting.add(new Request(bytes, granted));
        grant();
    }

    /** Gives back what was reserved. */
    void giveBack(long bytes) {
        reservedBytes -= bytes;
        grant();
    }

    /** Changes what records take: more when they come, less when they are done. */
    public void adjust(long bytes) {
        heldBytes += bytes;
        grant();
    }

    /**
     * Changes what may lie in connections without having been asked for, whatever is done about it. The rest of the budget,
     * half of it at least, is for what is asked for.
     */
    void stand(long bytes) {
        standingBytes += bytes;
        grant();
    }

    private long roomBytes() {
        return Math.max(limitBytes / 2, limitBytes - standingBytes);
    }

    /**
     * Whether records fit that have come.
     *
     * @param bytes what they take beyond what was reserved for them
     * @param reserved what was
     */
    boolean fits(long bytes, long reserved) {
        return bytes <= 0 || usedBytes() + bytes <= roomBytes() || usedBytes() == reserved;
    }

    /** How many bytes are held or reserved. */
    public long usedBytes() {
        return heldBytes + reservedBytes;
    }

    /** What one answer should take at most, when there is memory for all. */
    long largestAnswerBytes() {
        return Math.max(LEAST_LARGEST_BYTES, Math.min(LARGEST_ANSWER_BYTES, roomBytes() / READS_IN_BUDGET));
    }

    /** What one answer should take as memory is now. */
    long answerBytes() {
        long most = largestAnswerBytes();
        double free = Math.max(0, 1 - 2.0 * heldBytes / roomBytes());
        return Math.max((long) (most * free), Math.max(LEAST_ANSWER_BYTES, Math.min(most, halfShareBytes())));
    }

    /**
     * Whether a shard may read on.
     *
     * @param held what its records take
     */
    boolean isWithinShare(long held) {
        return heldBytes < roomBytes() / 2 || held < halfShareBytes();
    }

    private long halfShareBytes() {
        return roomBytes() / (2L * Math.max(1, shards));
    }

    private void grant() {
        if (granting) {
            return;
        }
        granting = true;
        for (Request next = waiting.peek(); next != null; next = waiting.peek()) {
            long bytes = next.bytes().getAsLong();
            if (usedBytes() != 0 && usedBytes() + bytes > roomBytes()) {
                break;
            }
            waiting.remove();
            reservedBytes += bytes;
            next.granted().accept(bytes);
        }
        granting = false;
    }
}
