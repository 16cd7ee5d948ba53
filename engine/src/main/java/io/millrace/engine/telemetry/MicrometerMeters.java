package io.millrace.engine.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.ports.runtime.TimeSource;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.ports.telemetry.WorkerEvent.AggregatesTakenApart;
import io.millrace.ports.telemetry.WorkerEvent.BatchDone;
import io.millrace.ports.telemetry.WorkerEvent.BatchFailed;
import io.millrace.ports.telemetry.WorkerEvent.BatchStarted;
import io.millrace.ports.telemetry.WorkerEvent.CallEnded;
import io.millrace.ports.telemetry.WorkerEvent.CheckpointRefused;
import io.millrace.ports.telemetry.WorkerEvent.CheckpointStored;
import io.millrace.ports.telemetry.WorkerEvent.CorruptEntryFound;
import io.millrace.ports.telemetry.WorkerEvent.CoverageHole;
import io.millrace.ports.telemetry.WorkerEvent.DeadLettered;
import io.millrace.ports.telemetry.WorkerEvent.FanOutConsumerFound;
import io.millrace.ports.telemetry.WorkerEvent.Fenced;
import io.millrace.ports.telemetry.WorkerEvent.Fetched;
import io.millrace.ports.telemetry.WorkerEvent.HeartbeatSent;
import io.millrace.ports.telemetry.WorkerEvent.LeadershipLost;
import io.millrace.ports.telemetry.WorkerEvent.LeadershipTaken;
import io.millrace.ports.telemetry.WorkerEvent.LeaseCreated;
import io.millrace.ports.telemetry.WorkerEvent.LeaseDeleted;
import io.millrace.ports.telemetry.WorkerEvent.LeaseFreed;
import io.millrace.ports.telemetry.WorkerEvent.LeaseLost;
import io.millrace.ports.telemetry.WorkerEvent.LeaseReleased;
import io.millrace.ports.telemetry.WorkerEvent.LeaseTaken;
import io.millrace.ports.telemetry.WorkerEvent.LoadMeasured;
import io.millrace.ports.telemetry.WorkerEvent.Planned;
import io.millrace.ports.telemetry.WorkerEvent.ProcessorFailed;
import io.millrace.ports.telemetry.WorkerEvent.ProcessorHung;
import io.millrace.ports.telemetry.WorkerEvent.ReadsFailing;
import io.millrace.ports.telemetry.WorkerEvent.ReadsResumed;
import io.millrace.ports.telemetry.WorkerEvent.RetentionGap;
import io.millrace.ports.telemetry.WorkerEvent.SessionDeclaredDead;
import io.millrace.ports.telemetry.WorkerEvent.SessionLost;
import io.millrace.ports.telemetry.WorkerEvent.SessionStarted;
import io.millrace.ports.telemetry.WorkerEvent.ShardFinished;
import io.millrace.ports.telemetry.WorkerEvent.ShardStopped;
import io.millrace.ports.telemetry.WorkerEvent.Stopped;
import io.millrace.ports.telemetry.WorkerEvent.StreamAdded;
import io.millrace.ports.telemetry.WorkerEvent.StreamGone;
import io.millrace.ports.telemetry.WorkerEvent.StreamRemoved;
import io.millrace.ports.telemetry.WorkerEvent.Trouble;
import io.millrace.ports.telemetry.WorkerEvent.Unfenced;
import io.millrace.ports.telemetry.WorkerEventListener;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * Keeps the {@link Meters} of one worker up to date in a Micrometer registry. Told on the event loop; the registry reads
 * from any thread.
 */
public final class MicrometerMeters implements WorkerEventListener {
    /** What may become the value of a tag; anything else would let the number of time series grow without bound. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z_-]{0,31}");

    private final MeterRegistry registry;
    private final Tags tags;
    private final TimeSource time;
    private final Map<Meters, MeterProvider<Counter>> counters = new TreeMap<>();
    private final Map<Meters, MeterProvider<Timer>> timers = new TreeMap<>();
    private final Map<LeaseKey, ShardMeters> shards = new TreeMap<>();
    private final AtomicInteger heldCount = new AtomicInteger();
    private final AtomicInteger fenced = new AtomicInteger();
    private final AtomicInteger leader = new AtomicInteger();
    private final AtomicInteger holes = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger(1);
    private volatile WorkerLoad load = WorkerLoad.NONE;
    private final EventHandlers handlers;

    /**
     * Registers the gauges that concern the worker as a whole; other meters appear when there is something to tell.
     *
     * @param registry where the meters live; shared with others at will
     * @param application the value of the tag {@code application}
     * @param worker the value of the tag {@code worker}: the configured worker id, which outlives restarts, and not the
     *     session
     * @param time the engine's time
     */
    public MicrometerMeters(MeterRegistry registry, String application, String worker, TimeSource time) {
        this.registry = registry;
        this.tags = Tags.of("application", application, "worker", worker);
        this.time = time;
        gauge(Meters.LEASES_HELD, heldCount);
        gauge(Meters.FENCED, fenced);
        gauge(Meters.LEADER, leader);
        gauge(Meters.COVERAGE_HOLES, holes);
        gauge(Meters.RUNNING, running);
        gauge(Meters.CPU_USED, this, meters -> meters.load.coresUsed());
        gauge(Meters.CPU_AVAILABLE, this, meters -> meters.load.coresAvailable());
        EventHandlers.Builder builder = new EventHandlers.Builder();
        onSessions(builder);
        onLeadership(builder);
        onLeases(builder);
        onRecords(builder);
        onTrouble(builder);
        this.handlers = builder.otherwise(event -> {});
    }

    @Override
    public void on(WorkerEvent event) {
        handlers.handle(event);
    }

    EventHandlers handlers() {
        return handlers;
    }

    private void onSessions(EventHandlers.Builder events) {
        events.on(SessionStarted.class, event -> {
                    fenced.set(0);
                    count(Meters.SESSIONS_STARTED);
                })
                .on(HeartbeatSent.class, event -> count(Meters.HEARTBEATS, word(event.outcome())))
                .on(Fenced.class, event -> {
                    fenced.set(1);
                    count(Meters.FENCES);
                })
                .on(Unfenced.class, event -> fenced.set(0))
                .on(LoadMeasured.class, event -> measured(event.load()))
                .on(SessionLost.class, event -> {
                    forgetAllLeases();
                    count(Meters.SESSIONS_LOST);
                })
                .on(SessionDeclaredDead.class, event -> count(Meters.DEATHS_SEEN))
                .on(Stopped.class, event -> {
                    forgetAllLeases();
                    follow();
                    fenced.set(0);
                    running.set(0);
                });
    }

    private void onLeadership(EventHandlers.Builder events) {
        events.on(LeadershipTaken.class, event -> {
                    leader.set(1);
                    count(Meters.LEADERSHIP_CHANGES, "taken");
                })
                .on(LeadershipLost.class, event -> {
                    follow();
                    count(Meters.LEADERSHIP_CHANGES, "lost");
                })
                .on(Planned.class, event -> {
                    count(Meters.PLANS);
                    count(Meters.MOVES_PLANNED, event.moves().size());
                    count(Meters.MOVES_FOR_LOAD, event.forLoad().size());
                })
                .on(LeaseCreated.class, event -> count(Meters.LEASES_CREATED))
                .on(LeaseFreed.class, event -> count(Meters.LEASES_FREED, word(event.reason())))
                .on(LeaseDeleted.class, event -> {
                    forget(event.lease());
                    count(Meters.LEASES_DELETED);
                });
    }

    private void onLeases(EventHandlers.Builder events) {
        events.on(LeaseTaken.class, event -> {
                    hold(event.lease(), event.checkpoint());
                    count(Meters.LEASES_TAKEN, word(event.reason()));
                    if (event.reason().equals("expired")) {
                        count(Meters.FAILOVERS);
                    }
                })
                .on(LeaseReleased.class, event -> {
                    forget(event.lease());
                    count(Meters.LEASES_RELEASED);
                })
                .on(LeaseLost.class, event -> {
                    forget(event.lease());
                    count(Meters.LEASES_LOST);
                })
                .on(ShardFinished.class, event -> {
                    forget(event.lease());
                    count(Meters.SHARDS_FINISHED, event.lease().stream());
                });
    }

    private void measured(WorkerLoad next) {
        load = next;
        shards.forEach((lease, shard) -> shard.measured(next.levels().getOrDefault(lease, 0)));
    }

    private void onRecords(EventHandlers.Builder events) {
        events.on(Fetched.class, event -> {
                    String stream = event.lease().stream();
                    record(Meters.FETCHES, event.took(), stream);
                    count(Meters.FETCHED_RECORDS, event.records(), stream);
                    count(Meters.FETCHED_BYTES, event.bytes(), stream);
                    shard(event.lease(), shard -> shard.fetched(event.behindLatest()));
                })
                .on(FanOutConsumerFound.class, event -> count(Meters.FAN_OUT_CONSUMERS))
                .on(AggregatesTakenApart.class, event -> {
                    count(Meters.TAKEN_APART, event.records(), event.lease().stream());
                    count(Meters.SIBLINGS, event.siblings(), event.lease().stream());
                })
                .on(
                        CallEnded.class,
                        event -> record(
                                Meters.CALLS,
                                event.took(),
                                word(event.port()),
                                word(event.operation()),
                                word(event.outcome())))
                .on(BatchStarted.class, event -> {
                    if (event.attempt() > 1) {
                        count(Meters.BATCH_RETRIES, event.lease().stream());
                    }
                })
                .on(BatchDone.class, event -> {
                    String stream = event.lease().stream();
                    record(Meters.BATCHES, event.took(), stream);
                    count(Meters.PROCESSED_RECORDS, event.records(), stream);
                    count(Meters.PROCESSED_BYTES, event.bytes(), stream);
                    shard(event.lease(), shard -> shard.done(Checkpoint.at(event.last())));
                })
                .on(BatchFailed.class, event -> count(Meters.BATCH_FAILURES, event.lease().stream()))
                .on(ProcessorFailed.class, event -> count(Meters.PROCESSOR_FAILURES, event.lease().stream()))
                .on(DeadLettered.class, event -> count(Meters.DEAD_LETTERS, event.lease().stream()))
                .on(CheckpointStored.class, event -> {
                    count(Meters.CHECKPOINTS, event.lease().stream(), "stored");
                    shard(event.lease(), shard -> shard.stored(event.checkpoint()));
                })
                .on(CheckpointRefused.class, event -> count(Meters.CHECKPOINTS, event.lease().stream(), "refused"));
    }

    private void onTrouble(EventHandlers.Builder events) {
        events.on(ProcessorHung.class, event -> count(Meters.PROCESSORS_HUNG, event.lease().stream()))
                .on(RetentionGap.class, event -> count(Meters.RETENTION_GAPS, event.lease().stream()))
                .on(ShardStopped.class, event -> count(Meters.SHARDS_STOPPED, event.lease().stream()))
                .on(CoverageHole.class, event -> holes.set(event.ranges().size()))
                .on(CorruptEntryFound.class, event -> count(Meters.TROUBLES))
                .on(ReadsFailing.class, event -> count(Meters.TROUBLES))
                .on(ReadsResumed.class, event -> {})
                .on(StreamAdded.class, event -> {})
                .on(StreamRemoved.class, event -> {})
                .on(StreamGone.class, event -> count(Meters.TROUBLES))
                .on(Trouble.class, event -> count(Meters.TROUBLES));
    }

    /** Who does not lead does not look for holes. */
    private void follow() {
        leader.set(0);
        holes.set(0);
    }

    private void hold(LeaseKey lease, Checkpoint checkpoint) {
        forget(lease);
        Tags ofShard = tags.and("stream", lease.stream(), "shard", lease.shard().value());
        ShardMeters shard = new ShardMeters(registry, ofShard, checkpoint, time);
        shard.measured(load.levels().getOrDefault(lease, 0));
        shards.put(lease, shard);
        heldCount.set(shards.size());
    }

    private void forget(LeaseKey lease) {
        Optional.ofNullable(shards.remove(lease)).ifPresent(ShardMeters::remove);
        heldCount.set(shards.size());
    }

    private void forgetAllLeases() {
        shards.values().forEach(ShardMeters::remove);
        shards.clear();
        heldCount.set(0);
    }

    /** Nothing is told about a shard whose lease is gone: a late answer must not bring its gauges back. */
    private void shard(LeaseKey lease, Consumer<ShardMeters> change) {
        Optional.ofNullable(shards.get(lease)).ifPresent(change);
    }

    private static String word(String value) {
        return WORD.matcher(value).matches() ? value : "other";
    }

    private void gauge(Meters meter, AtomicInteger value) {
        gauge(meter, value, AtomicInteger::get);
    }

    private <T> void gauge(Meters meter, T holder, ToDoubleFunction<T> value) {
        Gauge.builder(meter.meterName(), holder, value)
                .description(meter.meaning())
                .baseUnit(meter.unit())
                .tags(tags)
                .register(registry);
    }

    private void count(Meters meter, String... values) {
        count(meter, 1, values);
    }

    private void count(Meters meter, double amount, String... values) {
        counters.computeIfAbsent(
                        meter,
                        absent -> Counter.builder(meter.meterName())
                                .description(meter.meaning())
                                .baseUnit(meter.unit())
                                .withRegistry(registry))
                .withTags(tagged(meter, values))
                .increment(amount);
    }

    private void record(Meters meter, Duration took, String... values) {
        timers.computeIfAbsent(
                        meter,
                        absent -> Timer.builder(meter.meterName())
                                .description(meter.meaning())
                                .withRegistry(registry))
                .withTags(tagged(meter, values))
                .record(took);
    }

    private Tags tagged(Meters meter, String... values) {
        Tags all = tags;
        for (int i = 0; i < values.length; i++) {
            all = all.and(meter.tags().get(i), values[i]);
        }
        return all;
    }
}
