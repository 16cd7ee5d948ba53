package io.millrace.simulation.world;

import io.millrace.simulation.kernel.KeyedRandom;
import java.time.Duration;
import java.util.Objects;

/**
 * How long it takes to reach a service and to come back.
 *
 * @param shortest one way
 * @param longest one way, when nothing is wrong; most take a small part of it
 * @param longestWhenSlow one way, when the service is slow
 * @param requestTimeout after which a client gives up
 */
public record Network(Duration shortest, Duration longest, Duration longestWhenSlow, Duration requestTimeout) {
    /** A service in the same region. */
    public static final Network REGIONAL =
            new Network(Duration.ofMillis(1), Duration.ofMillis(60), Duration.ofMillis(950), Duration.ofSeconds(2));

    public Network {
        Objects.requireNonNull(shortest, "shortest");
        Objects.requireNonNull(longest, "longest");
        Objects.requireNonNull(longestWhenSlow, "longestWhenSlow");
        Objects.requireNonNull(requestTimeout, "requestTimeout");
    }

    /** One way, one time. */
    long latencyNanos(KeyedRandom.Draws draws, boolean slow) {
        double draw = draws.nextDouble();
        long span = (slow ? longestWhenSlow : longest).toNanos() - shortest.toNanos();
        // the fourth power: a median near the shortest and a long tail, of multiplications only, which are the same
        // in every JVM as logarithms need not be
        return shortest.toNanos() + (long) (span * draw * draw * draw * draw);
    }
}
