package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class StartGateTest {
    private final List<StartGate.Pass> inside = new CopyOnWriteArrayList<>();

    @Test
    void noMoreAreLetInThanThereArePlaces() throws Exception {
        StartGate gate = new StartGate(2, Duration.ofMinutes(5));
        List<Thread> callers = enter(gate, 5);
        for (int gone = 0; gone < 5; gone++) {
            // The first comes in alone.
            int expected = gone == 0 ? 1 : Math.min(5, gone + 2);
            await().until(() -> inside.size() == expected);
            inside.get(gone).close();
            inside.get(gone).close();
        }
        for (Thread caller : callers) {
            caller.join();
        }
    }

    @Test
    void whoTakesLongHoldsUpNobody() throws Exception {
        StartGate gate = new StartGate(1, Duration.ofMillis(50));
        List<Thread> callers = enter(gate, 3);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(inside).hasSize(3);
    }

    private List<Thread> enter(StartGate gate, int count) {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread caller = new Thread(() -> {
                try {
                    inside.add(gate.enter());
                } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                }
            });
            caller.start();
            callers.add(caller);
        }
        return callers;
    }
}
