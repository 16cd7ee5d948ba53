package io.millrace.engine.consumption;

import java.util.ArrayDeque;

/**
 * How many bytes of records this worker holds, over all shards, and who may fetch next. A fetch reserves what its answer
 * is expected to weigh; requests that do not fit wait in order, so that no shard starves. On the loop only.
 */
public final class MemoryBudget {
    private record Request(long bytes, Runnable granted) {}

    private final long limitBytes;
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private long usedBytes;
    private boolean granting;

    /** @param limitBytes at least 1 */
    public MemoryBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * Reserves bytes, now or when enough is free. A request that alone exceeds the budget is granted when nothing else is
     * held, so that no record is too large to be read.
     */
    public void reserve(long bytes, Runnable granted) {
        if (granting || !waiting.isEmpty() || !isFree(bytes)) {
            waiting.add(new Request(bytes, granted));
            grant();
        } else {
            granting = true;
            usedBytes += bytes;
            granted.run();
            granting = false;
            grant();
        }
    }

    /** Changes what is held: more when an answer was larger than expected, less when records are done. */
    public void adjust(long bytes) {
        usedBytes += bytes;
        grant();
    }

    /** How many bytes are held or reserved. */
    public long usedBytes() {
        return usedBytes;
    }

    private void grant() {
        if (granting) {
            return;
        }
        granting = true;
        while (!waiting.isEmpty() && isFree(waiting.peek().bytes())) {
            Request request = waiting.remove();
            usedBytes += request.bytes();
            request.granted().run();
        }
        granting = false;
    }

    private boolean isFree(long bytes) {
        return usedBytes == 0 || usedBytes + bytes <= limitBytes;
    }
}
