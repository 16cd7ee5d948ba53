package io.millrace.app.simulate;

import io.millrace.simulation.invariant.Observer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How far the work is. Written by the threads that simulate and read by the one that shows it. */
final class Progress {
    private final long beganNanos = System.nanoTime();
    private final int runs;
    private final long secondsOfRun;
    private final double shards;
    private final LongAdder seconds = new LongAdder();
    private final AtomicInteger finished = new AtomicInteger();
    private volatile @Nullable String aside;

    /**
     * @param runs how many there will be
     * @param ofRun how long the first phase of each is, in virtual time
     * @param shards how many shards each has, about
     */
    Progress(int runs, Duration ofRun, double shards) {
        this.runs = runs;
        this.secondsOfRun = Math.max(1, ofRun.toSeconds());
        this.shards = shards;
    }

    /** Who has to watch a run, one for each. */
    Observer newRun() {
        return new Observer() {
            private long passed;

            @Override
            public void secondPassed() {
                // the second phase is short, and nobody knows beforehand how long it takes
                if (++passed <= secondsOfRun) {
                    seconds.increment();
                }
            }
        };
    }

    void finishedRun() {
        finished.incrementAndGet();
    }

    /** Says what is done when it is not running the scenarios. */
    void say(String what) {
        aside = what;
    }

    /** What is done when it is not running the scenarios; null when it is. */
    @Nullable
    String aside() {
        return aside;
    }

    int runs() {
        return runs;
    }

    int finished() {
        return finished.get();
    }

    /** Virtual time passed, over all runs. */
    Duration passed() {
        return Duration.ofSeconds(seconds.sum());
    }

    /** Virtual time of all runs. */
    Duration whole() {
        return Duration.ofSeconds(secondsOfRun * runs);
    }

    /** From 0 to 1. */
    double share() {
        return Math.min(1, seconds.sum() / (double) (secondsOfRun * runs));
    }

    /** Shard-hours for each second of real time. */
    double shardHoursPerSecond() {
        return seconds.sum() * shards / 3_600 / Math.max(1e-3, elapsedSeconds());
    }

    double elapsedSeconds() {
        return (System.nanoTime() - beganNanos) / 1e9;
    }

    /** How long it will still take at the pace so far; negative while that cannot be told. */
    double secondsLeft() {
        double share = share();
        return share < 0.01 ? -1 : elapsedSeconds() * (1 - share) / share;
    }
}
