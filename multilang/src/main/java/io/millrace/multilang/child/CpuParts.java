package io.millrace.multilang.child;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.time.Duration;

/** How the CPU time of a child that serves several shards is divided among them. */
final class CpuParts {
    private CpuParts() {}

    /**
     * Divides in proportion to what each shard was handed, and equally when none was handed anything.
     *
     * @param whole zero or more
     * @param handed what each shard was handed, in any unit, zero or more
     * @return a part for each shard, in the same order, zero or more; together the whole, unless there are no shards
     */
    static ImmutableList<Duration> of(Duration whole, ImmutableLongArray handed) {
        double all = handed.stream().asDoubleStream().sum();
        ImmutableList.Builder<Duration> parts = ImmutableList.builder();
        double upToHere = 0;
        Duration given = Duration.ZERO;
        for (int shard = 0; shard < handed.length(); shard++) {
            upToHere += all > 0 ? handed.get(shard) / all : 1.0 / handed.length();
            boolean isLast = shard == handed.length() - 1;
            // Each part ends where the next begins, so that rounding neither adds anything nor loses it.
            Duration end = isLast ? whole : Duration.ofNanos((long) (whole.toNanos() * Math.min(1, upToHere)));
            parts.add(end.minus(given));
            given = end;
        }
        return parts.build();
    }
}
