package io.millrace.multilang.child;

import java.time.Duration;
import java.util.Optional;

/**
 * Until when something has to have happened.
 *
 * @param limit how long that was from its beginning; empty: for ever
 * @param beganNanos on the clock of {@link System#nanoTime()}
 */
record Deadline(Optional<Duration> limit, long beganNanos) {
    private static final long FOR_EVER_NANOS = Duration.ofDays(1).toNanos();

    static Deadline after(Optional<Duration> limit) {
        return new Deadline(limit, System.nanoTime());
    }

    /** Asked again after it has passed, so a day stands for ever. */
    long remainingNanos() {
        return limit.isEmpty() ? FOR_EVER_NANOS : limit.get().toNanos() - (System.nanoTime() - beganNanos);
    }

    String words() {
        return limit.map(duration ->
                        duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms")
                .orElse("any time");
    }
}
