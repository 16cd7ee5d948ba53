package io.millrace.domain.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class CheckpointSchedulePropertyTest {
    private static final long BACKOFF_MINIMUM_NANOS = Duration.ofMillis(100).toNanos();

    /** Some time passes; then the schedule is asked, and a write that it asks for fails or not. */
    record Moment(long afterMillis, boolean progress, boolean writeFails) {}

    @Property
    void neverWritesTwiceInAnIntervalUnlessTheWriteFailedAndIsDueWhenItSaid(
            @ForAll @LongRange(min = 1, max = 60_000) long intervalMillis,
            @ForAll long begin,
            @ForAll("moments") List<Moment> moments) {
        Duration interval = Duration.ofMillis(intervalMillis);
        CheckpointSchedule schedule = new CheckpointSchedule(CheckpointPolicy.every(interval));
        long now = begin;
        boolean wrote = false;
        boolean failed = false;
        long writtenNanos = 0;
        for (Moment moment : moments) {
            now += Duration.ofMillis(moment.afterMillis()).toNanos();
            OptionalLong next = schedule.nextDueNanos(moment.progress());
            boolean due = schedule.isDue(moment.progress(), false, now);
            assertThat(due).isEqualTo(moment.progress() && (next.isEmpty() || now - next.getAsLong() >= 0));
            if (due) {
                if (wrote) {
                    assertThat(now - writtenNanos)
                            .isGreaterThanOrEqualTo(failed ? BACKOFF_MINIMUM_NANOS : interval.toNanos());
                }
                schedule.written(now);
                wrote = true;
                writtenNanos = now;
                failed = moment.writeFails();
                if (failed) {
                    schedule.failed(0, now);
                }
            }
        }
    }

    @Provide
    Arbitrary<List<Moment>> moments() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 20_000),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as(Moment::new)
                .list()
                .ofMaxSize(30);
    }
}
