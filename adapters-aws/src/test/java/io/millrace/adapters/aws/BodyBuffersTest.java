package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class BodyBuffersTest {
    private static final int MEBIBYTE = 1 << 20;

    /** Lends 16 MiB at a time and keeps 4. */
    private final BodyBuffers buffers = new BodyBuffers(128L * MEBIBYTE);

    @Test
    void lendsAnArrayAgain() throws InterruptedException {
        byte[] first = lendAndClose(MEBIBYTE);
        assertThat(lendAndClose(MEBIBYTE / 2)).isSameAs(first);
        byte[] larger = lendAndClose(2 * MEBIBYTE);
        assertThat(larger).hasSize(2 * MEBIBYTE);
        assertThat(lendAndClose(10)).isSameAs(larger);
    }

    @Test
    void keepsNoneThatIsTooLargeForTheHeap() throws InterruptedException {
        byte[] first = lendAndClose(5 * MEBIBYTE);
        assertThat(lendAndClose(10)).isNotSameAs(first);
    }

    @Test
    void lendsNoneAgainThatIsStillNeeded() throws InterruptedException {
        byte[] first;
        try (BodyBuffers.Loan loan = buffers.lend(MEBIBYTE)) {
            first = loan.bytes();
            loan.keep();
        }
        assertThat(lendAndClose(MEBIBYTE)).isNotSameAs(first);
    }

    @Test
    void whoWantsMoreThanThereIsWaits() throws InterruptedException {
        CountDownLatch lent = new CountDownLatch(1);
        Thread other;
        try (BodyBuffers.Loan all = buffers.lend(40 * MEBIBYTE)) {
            assertThat(all.bytes()).hasSize(40 * MEBIBYTE);
            other = lendIn(lent);
            while (other.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertThat(lent.getCount()).isOne();
        }
        lent.await();
        other.join();
    }

    @Test
    void waitingEndsWithAnInterrupt() throws InterruptedException {
        try (BodyBuffers.Loan all = buffers.lend(16 * MEBIBYTE)) {
            assertThat(all.bytes()).isNotEmpty();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> buffers.lend(1)).isInstanceOf(InterruptedException.class);
        }
        lendAndClose(16 * MEBIBYTE);
    }

    private byte[] lendAndClose(int bytes) throws InterruptedException {
        try (BodyBuffers.Loan loan = buffers.lend(bytes)) {
            return loan.bytes();
        }
    }

    private Thread lendIn(CountDownLatch lent) {
        Thread thread = new Thread(() -> {
            try {
                lendAndClose(1);
                lent.countDown();
            } catch (InterruptedException unexpected) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        return thread;
    }
}
