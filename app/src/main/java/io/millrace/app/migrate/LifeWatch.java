package io.millrace.app.migrate;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.ports.runtime.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Watches for as long as a living worker could be silent. Time is measured between the end of the first look and the
 * beginning of the last, on a clock that only goes forward. Blocks; used by one thread.
 */
final class LifeWatch {
    /** Looks once at everything. */
    interface Look {
        Signs look() throws IOException, InterruptedException;
    }

    /** Waits. */
    interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    /**
     * What came of it.
     *
     * @param last what was seen last
     * @param living by worker, what of theirs has changed; empty when nobody lives
     */
    record Result(Signs last, ImmutableSortedMap<String, ImmutableSortedSet<String>> living) {}

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private final Look look;
    private final TimeSource time;
    private final Pause pause;
    private final Consumer<String> progress;

    LifeWatch(Look look, TimeSource time, Pause pause, Consumer<String> progress) {
        this.look = look;
        this.time = time;
        this.pause = pause;
        this.progress = progress;
    }

    Result watch() throws IOException, InterruptedException {
        Signs before = look.look();
        long beganNanos = time.nanoTime();
        Duration whole = before.watchTime();
        progress.accept("Watching for living workers for " + seconds(whole)
                + " s: their tables hold no times, only what" + " moves while they live.");
        TreeMap<String, TreeSet<String>> living = new TreeMap<>();
        while (true) {
            Duration left = whole.minusNanos(time.nanoTime() - beganNanos).plusMillis(1);
            Duration step = whole.dividedBy(4).compareTo(LONGEST_PAUSE) < 0 ? whole.dividedBy(4) : LONGEST_PAUSE;
            pause.pause(step.compareTo(left) < 0 ? step : left);
            boolean enough = time.nanoTime() - beganNanos > whole.toNanos();
            Signs now = look.look();
            before.livingBy(now)
                    .forEach((worker, moved) -> living.computeIfAbsent(worker, none -> new TreeSet<>())
                            .addAll(moved));
            before = now;
            if (enough) {
                return new Result(now, copy(living));
            }
            progress.accept("  " + seconds(whole.minusNanos(time.nanoTime() - beganNanos)) + " s left"
                    + (living.isEmpty() ? "" : "; living: " + String.join(", ", living.keySet())));
        }
    }

    private static ImmutableSortedMap<String, ImmutableSortedSet<String>> copy(
            TreeMap<String, TreeSet<String>> living) {
        ImmutableSortedMap.Builder<String, ImmutableSortedSet<String>> copy = ImmutableSortedMap.naturalOrder();
        living.forEach((worker, moved) -> copy.put(worker, ImmutableSortedSet.copyOf(moved)));
        return copy.build();
    }

    /** Rounded up, never negative. */
    private static long seconds(Duration duration) {
        return duration.isNegative() ? 0 : duration.plusMillis(999).toSeconds();
    }
}
