package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the demonstration ended.
 *
 * @param settings what was asked for
 * @param verdict what was put and what was processed
 * @param python what Python counted; empty when it did not
 * @param failover of the worker that was killed
 * @param handOver of the worker that was stopped
 */
public record DemoResult(
        DemoSettings settings,
        Verdict verdict,
        Optional<PythonProof> python,
        Optional<TakeoverWatch> failover,
        Optional<TakeoverWatch> handOver) {
    /** Whether every word was counted as often as it was put, and in order. */
    public boolean isProven() {
        return verdict.isProven() && python.map(PythonProof::isComplete).orElse(true);
    }

    /** From each kill until other workers delivered from all shards of the killed one; those that came to that end. */
    ImmutableList<Duration> failovers() {
        return failover.flatMap(TakeoverWatch::took).stream().collect(ImmutableList.toImmutableList());
    }

    /** One line of JSON. */
    public String toJson() {
        String failoverSeconds = failovers().stream()
                .map(took -> String.format(Locale.ROOT, "%.3f", took.toNanos() / 1e9))
                .collect(Collectors.joining(","));
        return String.format(
                Locale.ROOT,
                "{\"put\":%d,\"processed\":%d,\"lost\":%d,\"duplicates\":%d,\"failoverSeconds\":[%s],\"language\":\"%s\"}",
                verdict.put(),
                verdict.processed(),
                verdict.lost(),
                verdict.duplicates(),
                failoverSeconds,
                python.isPresent() ? "python" : "java");
    }
}
