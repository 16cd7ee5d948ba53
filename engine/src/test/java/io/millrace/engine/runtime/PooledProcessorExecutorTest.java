package io.millrace.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pool is bounded, makes no thread while one is idle, and forgets no call. */
class PooledProcessorExecutorTest {
    private final PooledProcessorExecutor pool = new PooledProcessorExecutor("pool-test", 3);
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void callsThatFollowEachOtherShareAThread() throws Exception {
        try (PooledProcessorExecutor wide = new PooledProcessorExecutor("pool-wide", 10_000)) {
            for (int call = 0; call < 200; call++) {
                CountDownLatch done = new CountDownLatch(1);
                wide.execute(() -> {
                    threads.add(Thread.currentThread().getName());
                    done.countDown();
                });
                assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(threads.size()).as("threads for 200 calls, one at a time").isLessThan(100);
    }

    @Test
    void noMoreThanTheLimitRunAtATimeAndTheRestFollowInOrder() throws Exception {
        CountDownLatch begun = new CountDownLatch(3);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        List<Integer> order = new CopyOnWriteArrayList<>();
        for (int call = 0; call < 3; call++) {
            pool.execute(() -> {
                running.incrementAndGet();
                begun.countDown();
                Awaitility.await().until(() -> go.getCount() == 0);
                running.decrementAndGet();
            });
        }
        for (int call = 0; call < 20; call++) {
            int number = call;
            pool.execute(() -> order.add(number));
        }
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(running).hasValue(3);
        assertThat(order).isEmpty();

        go.countDown();

        Awaitility.await().until(() -> order.size() == 20);
    }

    @Test
    void aCallThatThrowsCostsNoOtherItsTurn() {
        try (PooledProcessorExecutor narrow = new PooledProcessorExecutor("pool-narrow", 1)) {
            CountDownLatch go = new CountDownLatch(1);
            List<String> told = new CopyOnWriteArrayList<>();
            narrow.execute(() -> {
                Thread.currentThread().setUncaughtExceptionHandler((thread, broken) -> told.add(broken.getMessage()));
                Awaitility.await().until(() -> go.getCount() == 0);
                throw new IllegalStateException("planted");
            });
            narrow.execute(() -> told.add("next"));

            go.countDown();

            Awaitility.await().until(() -> told.size() == 2);
            assertThat(told).containsExactly("planted", "next");
        }
    }
}
