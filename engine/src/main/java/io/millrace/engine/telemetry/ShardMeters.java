package io.millrace.engine.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.ports.runtime.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The gauges of one shard, for as long as the worker holds its lease. Changed on the loop, read from any thread; each
 * reading looks at one value.
 */
final class ShardMeters {
    /** An answer to a read, and when it came. */
    private record Reading(Duration behindLatest, long atNanos) {}

    /**
     * @param done the last record processed, as a checkpoint
     * @param stored the last checkpoint stored
     * @param sinceNanos since when what is done is not all stored
     */
    private record Progress(Checkpoint done, Checkpoint stored, long sinceNanos) {
        boolean isAllStored() {
            return done.compareTo(stored) <= 0;
        }
    }

    private static final long STALE_NANOS = Duration.ofSeconds(10).toNanos();

    private final TimeSource time;
    private final MeterRegistry registry;
    private final Meter lag;
    private final Meter checkpointAge;
    private final Meter loadLevel;
    private volatile Optional<Reading> reading = Optional.empty();
    private volatile Progress progress;
    private volatile int level;

    /** @param tags all of them, the shard's included */
    ShardMeters(MeterRegistry registry, Tags tags, Checkpoint checkpoint, TimeSource time) {
        this.registry = registry;
        this.time = time;
        this.progress = new Progress(checkpoint, checkpoint, time.nanoTime());
        this.lag = TimeGauge.builder(Meters.LAG.meterName(), this, TimeUnit.NANOSECONDS, ShardMeters::lagNanos)
                .description(Meters.LAG.meaning())
                .tags(tags)
                .register(registry);
        this.checkpointAge = TimeGauge.builder(
                        Meters.CHECKPOINT_AGE.meterName(), this, TimeUnit.NANOSECONDS, ShardMeters::checkpointAgeNanos)
                .description(Meters.CHECKPOINT_AGE.meaning())
                .tags(tags)
                .register(registry);
        this.loadLevel = Gauge.builder(Meters.LOAD_LEVEL.meterName(), this, shard -> shard.level)
                .description(Meters.LOAD_LEVEL.meaning())
                .baseUnit(Meters.LOAD_LEVEL.unit())
                .tags(tags)
                .register(registry);
    }

    void fetched(Duration behindLatest) {
        reading = Optional.of(new Reading(behindLatest, time.nanoTime()));
    }

    void done(Checkpoint done) {
        Progress before = progress;
        long since = before.isAllStored() ? time.nanoTime() : before.sinceNanos;
        progress = new Progress(done, before.stored, since);
    }

    void stored(Checkpoint stored) {
        // If something is left over, it was done after the checkpoint before this one; when exactly is not kept.
        progress = new Progress(progress.done, stored, time.nanoTime());
    }

    void measured(int loadLevelNow) {
        level = loadLevelNow;
    }

    void remove() {
        registry.remove(loadLevel);
        registry.remove(lag);
        registry.remove(checkpointAge);
    }

    private double lagNanos() {
        return reading.map(this::lagNanos).orElse(Double.NaN);
    }

    private double lagNanos(Reading last) {
        long sinceNanos = time.nanoTime() - last.atNanos;
        return (double) last.behindLatest.toNanos() + (sinceNanos > STALE_NANOS ? sinceNanos : 0);
    }

    private double checkpointAgeNanos() {
        Progress now = progress;
        return now.isAllStored() ? 0 : time.nanoTime() - now.sinceNanos;
    }
}
