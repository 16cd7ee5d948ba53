package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BackoffPropertyTest {
    @Property
    void liesBetweenHalfAndAllOfTheNominalDelayAndNeverShrinks(
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 2) long initialNanos,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long moreNanos,
            @ForAll @IntRange(min = 1) int attempt,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double jitter) {
        Duration initial = Duration.ofNanos(initialNanos);
        Duration maximum = Duration.ofNanos(initialNanos + moreNanos);
        Backoff backoff = new Backoff(initial, maximum);

        Duration delay = backoff.delay(attempt, jitter);

        Duration least = backoff.delay(attempt, 0);
        assertThat(delay).isBetween(least, least.multipliedBy(2)).isLessThanOrEqualTo(maximum);
        assertThat(least).isGreaterThanOrEqualTo(initial.dividedBy(2));
        if (attempt > 1) {
            assertThat(delay).isGreaterThanOrEqualTo(backoff.delay(attempt - 1, jitter));
        }
        if (attempt > 64) {
            assertThat(least).isGreaterThanOrEqualTo(maximum.dividedBy(2));
        }
    }
}
