package io.millrace.simulation.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ports.runtime.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SimulatedProcessTest {
    private final VirtualTime time = new VirtualTime();
    private final SimulatedProcess process = new SimulatedProcess(time, "w1", ClockModel.PERFECT);
    private final List<String> seen = new ArrayList<>();

    @Example
    void theLoopRunsTasksInOrderAndTimersWhenDue() {
        EventLoop loop = process.loop();
        loop.schedule(Duration.ofMillis(5), note("timer"));
        loop.execute(note("first"));
        loop.execute(note("second"));
        loop.schedule(Duration.ofMillis(1), note("cancelled")).cancel();
        run(10);
        assertThat(seen).containsExactly("first@0", "second@0", "timer@5");
    }

    @Example
    void aKilledProcessDoesNothingMore() {
        process.loop().schedule(Duration.ofMillis(5), note("too late"));
        process.loop().execute(process::kill);
        run(1);
        process.loop().execute(note("after death"));
        run(10);
        assertThat(seen).isEmpty();
        assertThat(process.isAlive()).isFalse();
    }

    @Example
    void aPausedProcessDoesAllThatFellDueInABurstAfterwards() {
        process.loop().schedule(Duration.ofMillis(3), note("timer"));
        process.schedule(4_000_000, note("answer"));
        process.loop().schedule(Duration.ofMillis(30), note("later"));
        process.loop().schedule(Duration.ofMillis(4), note("cancelled")).cancel();
        process.pause(Duration.ofMillis(20));
        assertThat(process.isPaused()).isTrue();
        run(40);
        assertThat(seen).containsExactly("timer@20", "answer@20", "later@30");
    }

    @Example
    void whatWasPutOffByAPauseCanStillBeCancelled() {
        EventLoop.Cancellable timer = process.loop().schedule(Duration.ofMillis(10), note("timer"));
        process.loop().schedule(Duration.ofMillis(5), timer::cancel);
        process.pause(Duration.ofMillis(20));
        run(40);
        assertThat(seen).isEmpty();
    }

    @Property(tries = 200)
    void aTimerNeverFiresEarlyByItsOwnClockHoweverItDrifts(
            @ForAll @IntRange(min = -50_000, max = 50_000) int drift,
            @ForAll @LongRange(min = 0, max = 86_400_000_000_000L) long startNanos,
            @ForAll @LongRange(min = 0, max = 600_000_000_000L) long delayNanos) {
        VirtualTime drifting = new VirtualTime();
        ClockModel clock = new ClockModel(Duration.ofDays(3), drift, Duration.ofSeconds(-2));
        SimulatedProcess slow = new SimulatedProcess(drifting, "w2", clock);
        List<Long> waited = new ArrayList<>();
        drifting.schedule(startNanos, () -> {
            long before = slow.timeSource().nanoTime();
            slow.loop()
                    .schedule(
                            Duration.ofNanos(delayNanos),
                            () -> waited.add(slow.timeSource().nanoTime() - before));
        });
        while (drifting.runNext(Long.MAX_VALUE / 2) && waited.isEmpty()) {
            // until it has fired
        }
        assertThat(waited).singleElement().satisfies(took -> assertThat(took).isBetween(delayNanos, delayNanos + 10));
    }

    private Runnable note(String name) {
        return () -> seen.add(name + "@" + time.nowNanos() / 1_000_000);
    }

    private void run(long untilMillis) {
        while (time.runNext(untilMillis * 1_000_000)) {
            // each event notes itself
        }
    }
}
