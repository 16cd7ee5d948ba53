package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallPoolTest {
    private static final int THREADS = 3;

    private final CallPool pool = new CallPool("calls", THREADS);
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void noMoreCallsAreMadeAtOnceThanThereAreThreads() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            answers.add(submit(() -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.yield();
                now.decrementAndGet();
                return "made";
            }));
        }
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("made"));
        assertThat(most.get()).isBetween(1, THREADS);
    }

    @Test
    void callsWaitInOrder() {
        List<Integer> made = new CopyOnWriteArrayList<>();
        CallPool single = new CallPool("one", 1);
        List<CompletableFuture<Boolean>> later = IntStream.range(0, 100)
                .mapToObj(
                        i -> single.submit(() -> made.add(i), problem -> false).toCompletableFuture())
                .toList();
        later.forEach(CompletableFuture::join);
        single.close();
        assertThat(made)
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void oneCallAtATimeNeedsOneThread() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CallPool wide = new CallPool("wide", 64);
        for (int i = 0; i < 50; i++) {
            Thread caller = wide.submit(Thread::currentThread, problem -> Thread.currentThread())
                    .toCompletableFuture()
                    .join();
            threads.add(caller);
            // It answers a moment before it waits for the next call.
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        }
        wide.close();
        assertThat(threads).hasSize(1);
    }

    @Test
    void whatACallThrowsBecomesAnAnswer() {
        assertThat(submit(() -> {
                            throw new IllegalStateException("no");
                        })
                        .join())
                .isEqualTo("IllegalStateException");
        assertThat(submit(() -> "made").join()).isEqualTo("made");
    }

    @Test
    void everyCallIsAnsweredWhenItIsClosed() {
        List<CompletableFuture<String>> answers =
                IntStream.range(0, 10).mapToObj(i -> submit(this::held)).toList();
        pool.close();
        await().untilAsserted(() -> assertThat(answers).allMatch(CompletableFuture::isDone));
        assertThat(answers.get(9).join()).isEqualTo("ClosedException");
        assertThat(submit(() -> "made").join()).isEqualTo("ClosedException");
    }

    private CompletableFuture<String> submit(Supplier<String> call) {
        return pool.submit(call, problem -> problem.getClass().getSimpleName()).toCompletableFuture();
    }

    private String held() {
        try {
            gate.await();
            return "held";
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
