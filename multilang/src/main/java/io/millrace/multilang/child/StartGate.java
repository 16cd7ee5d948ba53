package io.millrace.multilang.child;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets a few children start at a time. Sixty-four interpreters that start at once all become ready together, when the last
 * one does; a few at a time, the first shard goes on after a fraction of that, and the very first child
 * starts alone. What a child waits for when it is told its shard is no reason to hold up others, so nobody counts as starting
 * for long. Safe for use by several threads.
 */
final class StartGate {
    private final Semaphore places = new Semaphore(1, true);
    private final AtomicInteger placesToOpen;
    private final Executor later;

    /**
     * @param atATime how many may be starting once the first has started, 1 or more
     * @param longest after this time a child counts as started whether it has answered or not
     */
    StartGate(int atATime, Duration longest) {
        this.placesToOpen = new AtomicInteger(atATime - 1);
        this.later = CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Blocks until a child may start, in the order of asking. */
    Pass enter() throws InterruptedException {
        places.acquire();
        Pass pass = new Pass();
        later.execute(pass::close);
        return pass;
    }

    /** The place of one child that starts. */
    final class Pass implements AutoCloseable {
        private final AtomicBoolean isGivenBack = new AtomicBoolean();

        /** Gives the place back. Idempotent. */
        @Override
        public void close() {
            if (isGivenBack.compareAndSet(false, true)) {
                places.release(1 + placesToOpen.getAndSet(0));
            }
        }
    }
}
