package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final Deadline PATIENT = Deadline.after(Optional.empty());

    @Test
    void whoPutsWaitsWhenThereIsMuch() throws Exception {
        Inbox<Integer> inbox = new Inbox<>();
        Thread putting = new Thread(() -> {
            try {
                for (int i = 0; i < 3_000; i++) {
                    inbox.put(i);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        putting.start();
        await().until(() -> putting.getState() == Thread.State.WAITING);
        for (int i = 0; i < 3_000; i++) {
            assertThat(inbox.take(PATIENT)).contains(i);
        }
        putting.join();
    }

    @Test
    void whatWasSaidBeforeTheEndStillCounts() throws Exception {
        Inbox<String> inbox = new Inbox<>();
        inbox.put("last words");
        inbox.close("died");
        inbox.close("died again");

        assertThat(inbox.put("late")).isFalse();
        assertThat(inbox.take(PATIENT)).contains("last words");
        assertThatThrownBy(() -> inbox.take(PATIENT))
                .isInstanceOf(BrokenChildException.class)
                .hasMessage("died");
    }

    @Test
    void nothingInTimeIsNothing() throws Exception {
        assertThat(new Inbox<String>().take(Deadline.after(Optional.of(Duration.ofMillis(20)))))
                .isEmpty();
    }
}
