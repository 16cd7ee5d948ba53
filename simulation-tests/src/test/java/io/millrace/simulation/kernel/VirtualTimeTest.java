package io.millrace.simulation.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private final VirtualTime time = new VirtualTime();
    private final List<String> seen = new ArrayList<>();

    @Test
    void runsEventsByMomentAndThenByTheOrderOfTheirScheduling() {
        schedule(20, "third");
        schedule(10, "first");
        schedule(10, "second");

        runAll(100);

        assertThat(seen).containsExactly("first@10", "second@10", "third@20");
        assertThat(time.nowNanos()).isEqualTo(100);
    }

    @Test
    void aDelayOfZeroComesAfterWhatIsAlreadyDue() {
        time.schedule(5, () -> schedule(0, "later"));
        schedule(5, "before");

        runAll(5);

        assertThat(seen).containsExactly("before@5", "later@5");
    }

    @Test
    void stopsAtTheGoalAndKeepsTheRest() {
        schedule(10, "due");
        schedule(11, "not due");

        runAll(10);

        assertThat(seen).containsExactly("due@10");
        assertThat(time.pending()).isEqualTo(1);
    }

    @Test
    void whatIsCancelledNeverRunsAndIsForgottenInBulk() {
        for (int i = 0; i < 5_000; i++) {
            Event event = time.schedule(1_000 + i, () -> seen.add("cancelled"));
            event.cancel();
            event.cancel();
        }
        schedule(2_000, "kept");
        assertThat(time.pending()).isEqualTo(1);

        runAll(10_000);

        assertThat(seen).containsExactly("kept@2000");
        assertThat(time.executed()).isEqualTo(1);
    }

    @Test
    void refusesThePast() {
        assertThatThrownBy(() -> time.schedule(-1, () -> {})).isInstanceOf(IllegalArgumentException.class);
    }

    private void schedule(long delay, String name) {
        time.schedule(delay, () -> seen.add(name + "@" + time.nowNanos()));
    }

    private void runAll(long until) {
        while (time.runNext(until)) {
            // each event notes itself
        }
    }
}
