package io.millrace.multilang.process;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * CPU time that a process and what it has started use from one reading to the next. What a process had used when it was seen
 * first is left out, and what one that has ended is known to have used is taken off again, because it is now part of what
 * the one tells that waited for it. So each second counts once, or not at all; never twice. On one thread at a time.
 */
final class ProcessCpu {
    private final Supplier<ImmutableMap<ProcessTimes.Id, Long>> times;
    private ImmutableMap<ProcessTimes.Id, Long> before = ImmutableMap.of();

    /** @param times nanoseconds that each process has used since it began */
    ProcessCpu(Supplier<ImmutableMap<ProcessTimes.Id, Long>> times) {
        this.times = times;
    }

    /** What was used since this was asked last, zero or more; zero the first time, and where nothing is known. */
    Duration more() {
        ImmutableMap<ProcessTimes.Id, Long> now = times.get();
        long nanos = 0;
        for (Map.Entry<ProcessTimes.Id, Long> known : before.entrySet()) {
            @Nullable Long since = now.get(known.getKey());
            nanos += (since == null ? 0 : since) - known.getValue();
        }
        before = now;
        return Duration.ofNanos(Math.max(0, nanos));
    }
}
