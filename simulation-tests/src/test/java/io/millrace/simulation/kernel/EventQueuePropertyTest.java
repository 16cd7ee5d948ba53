package io.millrace.simulation.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** The queue gives the events in the order in which a plain sorted list would, near and far, cancelled or not. */
class EventQueuePropertyTest {
    /** Delays from nothing at all over parts of a slice to far beyond the wheel. */
    private static final long[] LONGEST_DELAYS = {1, 50, 2_000_000, 900_000_000, 5_000_000_000L, 60_000_000_000L};

    private record Planned(long atNanos, int number, Event event) {}

    private final VirtualTime time = new VirtualTime();
    private final List<Planned> waiting = new ArrayList<>();
    private final List<Integer> happened = new ArrayList<>();
    private final List<Integer> expected = new ArrayList<>();
    private int numbers;

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void eventsComeInTheOrderOfTheirMomentsAndThenOfTheirScheduling(@ForAll long seed) {
        KeyedRandom random = new KeyedRandom(seed, "test");
        for (int step = 0; step < 300; step++) {
            switch ((int) random.nextLong("what", 4)) {
                case 0, 1 -> schedule(random);
                case 2 -> cancelOne(random);
                default -> runFor(random.nextLong("run for", LONGEST_DELAYS[(int) random.nextLong("how far", 6)]));
            }
            assertThat(time.pending()).isEqualTo(waiting.size());
        }
        runFor(LONGEST_DELAYS[5]);
        assertThat(happened).isEqualTo(expected);
        assertThat(waiting).isEmpty();
    }

    private void schedule(KeyedRandom random) {
        int number = numbers++;
        long delay = random.nextLong("delay", LONGEST_DELAYS[(int) random.nextLong("how long", 6)]);
        Event event = time.schedule(delay, () -> happened.add(number));
        waiting.add(new Planned(time.nowNanos() + delay, number, event));
    }

    private void cancelOne(KeyedRandom random) {
        if (!waiting.isEmpty()) {
            Planned one = waiting.get((int) random.nextLong("which", waiting.size()));
            one.event().cancel();
            one.event().cancel();
            waiting.removeIf(planned -> planned.event() == one.event());
        }
    }

    private void runFor(long nanos) {
        long until = time.nowNanos() + nanos;
        waiting.stream()
                .filter(planned -> planned.atNanos() <= until)
                .sorted(Comparator.comparingLong(Planned::atNanos))
                .forEach(planned -> expected.add(planned.number()));
        waiting.removeIf(planned -> planned.atNanos() <= until);
        while (time.runNext(until)) {
            // each event notes itself
        }
    }
}
