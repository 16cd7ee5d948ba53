package io.millrace.engine.telemetry;

import static io.millrace.engine.telemetry.Events.LEASE;
import static io.millrace.engine.telemetry.Events.TAKEN;
import static io.millrace.engine.telemetry.Events.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.ports.runtime.TimeSource;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MicrometerMetersTest {
    private static final String OF_STREAM = "{stream=orders}";

    /** What each kind of event changes, told to a worker that holds one lease and has had one of everything before. */
    private static final Map<String, List<String>> EFFECTS = new TreeMap<>(Map.ofEntries(
            Map.entry("SessionStarted", List.of("millrace.sessions.started +1")),
            Map.entry("HeartbeatSent", List.of("millrace.heartbeats{outcome=throttled} +1")),
            Map.entry("Fenced", List.of("millrace.fences +1", "millrace.fenced =1")),
            Map.entry("Unfenced", List.of()),
            Map.entry(
                    "SessionLost",
                    List.of(
                            "millrace.sessions.lost +1",
                            "millrace.leases.held =0",
                            "millrace.lag gone",
                            "millrace.load.level gone",
                            "millrace.checkpoint.age gone")),
            Map.entry("LeadershipTaken", List.of("millrace.leader =1", "millrace.leadership.changes{change=taken} +1")),
            Map.entry("LeadershipLost", List.of("millrace.leadership.changes{change=lost} +1")),
            Map.entry("SessionDeclaredDead", List.of("millrace.deaths.seen +1")),
            Map.entry(
                    "Planned", List.of("millrace.plans +1", "millrace.moves.planned +5", "millrace.moves.for.load +1")),
            Map.entry(
                    "LoadMeasured",
                    List.of(
                            "millrace.cpu.used =0.35",
                            "millrace.cpu.available =2",
                            "millrace.load.level{shard=shardId-000000000000, stream=orders} =4")),
            Map.entry("LeaseCreated", List.of("millrace.leases.created +1")),
            Map.entry(
                    "LeaseDeleted",
                    List.of(
                            "millrace.leases.deleted +1",
                            "millrace.leases.held =0",
                            "millrace.lag gone",
                            "millrace.load.level gone",
                            "millrace.checkpoint.age gone")),
            Map.entry("LeaseFreed", List.of("millrace.leases.freed{reason=expired} +1")),
            Map.entry("LeaseTaken", List.of("millrace.leases.taken{reason=expired} +1", "millrace.failovers +1")),
            Map.entry(
                    "LeaseReleased",
                    List.of(
                            "millrace.leases.released +1",
                            "millrace.leases.held =0",
                            "millrace.lag gone",
                            "millrace.load.level gone",
                            "millrace.checkpoint.age gone")),
            Map.entry(
                    "LeaseLost",
                    List.of(
                            "millrace.leases.lost +1",
                            "millrace.leases.held =0",
                            "millrace.lag gone",
                            "millrace.load.level gone",
                            "millrace.checkpoint.age gone")),
            Map.entry(
                    "Fetched",
                    List.of(
                            "millrace.fetches" + OF_STREAM + " +1",
                            "millrace.fetched.records" + OF_STREAM + " +5",
                            "millrace.fetched.bytes" + OF_STREAM + " +500",
                            "millrace.lag{shard=shardId-000000000000, stream=orders} =1.5")),
            Map.entry("CallEnded", List.of("millrace.calls{operation=replace, outcome=conflict, port=store} +1")),
            Map.entry("BatchStarted", List.of("millrace.batch.retries" + OF_STREAM + " +1")),
            Map.entry(
                    "BatchDone",
                    List.of(
                            "millrace.batches" + OF_STREAM + " +1",
                            "millrace.processed.records" + OF_STREAM + " +5",
                            "millrace.processed.bytes" + OF_STREAM + " +500")),
            Map.entry("BatchFailed", List.of("millrace.batch.failures" + OF_STREAM + " +1")),
            Map.entry("ProcessorFailed", List.of("millrace.processor.failures" + OF_STREAM + " +1")),
            Map.entry("ProcessorHung", List.of("millrace.processors.hung" + OF_STREAM + " +1")),
            Map.entry("FanOutConsumerFound", List.of("millrace.fan.out.consumers +1")),
            Map.entry(
                    "AggregatesTakenApart",
                    List.of(
                            "millrace.aggregates.records" + OF_STREAM + " +30",
                            "millrace.aggregates.siblings" + OF_STREAM + " +4")),
            Map.entry("DeadLettered", List.of("millrace.dead.letters" + OF_STREAM + " +1")),
            Map.entry("CheckpointStored", List.of("millrace.checkpoints{outcome=stored, stream=orders} +1")),
            Map.entry("CheckpointRefused", List.of("millrace.checkpoints{outcome=refused, stream=orders} +1")),
            Map.entry("RetentionGap", List.of("millrace.retention.gaps" + OF_STREAM + " +1")),
            Map.entry(
                    "ShardFinished",
                    List.of(
                            "millrace.shards.finished" + OF_STREAM + " +1",
                            "millrace.leases.held =0",
                            "millrace.lag gone",
                            "millrace.load.level gone",
                            "millrace.checkpoint.age gone")),
            Map.entry("ShardStopped", List.of("millrace.shards.stopped" + OF_STREAM + " +1")),
            Map.entry("CoverageHole", List.of("millrace.coverage.holes =2")),
            Map.entry("CorruptEntryFound", List.of("millrace.troubles +1")),
            Map.entry("ReadsFailing", List.of("millrace.troubles +1")),
            Map.entry("ReadsResumed", List.of()),
            Map.entry("Trouble", List.of("millrace.troubles +1")),
            Map.entry("StreamGone", List.of("millrace.troubles +1")),
            Map.entry("StreamAdded", List.of()),
            Map.entry("StreamRemoved", List.of()),
            Map.entry(
                    "Stopped",
                    List.of(
                            "millrace.running =0",
                            "millrace.leases.held =0",
                            "millrace.lag gone",
                            "millrace.load.level gone",
                            "millrace.checkpoint.age gone"))));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SettableTime time = new SettableTime();
    private final MicrometerMeters meters = new MicrometerMeters(registry, "shop", "worker-1", time);

    static Stream<WorkerEvent> events() {
        return Events.ALL.stream();
    }

    @Test
    void everyKindOfEventIsHandledAndTested() {
        assertThat(Events.ALL).extracting(event -> (Object) event.getClass()).containsExactlyInAnyOrder(kinds());
        assertThat(meters.handlers().kinds()).extracting(Object.class::cast).containsExactlyInAnyOrder(kinds());
        assertThat(EFFECTS).hasSize(kinds().length);
    }

    @ParameterizedTest
    @MethodSource("events")
    void changesWhatTheEventSaysAndNothingElse(WorkerEvent event) {
        meters.on(TAKEN);
        Map<String, Double> before = values();

        meters.on(event);

        assertThat(changes(before, values()))
                .containsExactlyInAnyOrderElementsOf(
                        EFFECTS.get(event.getClass().getSimpleName()));
    }

    @Test
    void everyMeterIsUpdatedByAnEventAndBearsItsTags() {
        Set<String> seen = new TreeSet<>();
        for (WorkerEvent event : Events.ALL) {
            meters.on(TAKEN);
            meters.on(event);
            for (Meter meter : registry.getMeters()) {
                Meters listed = Stream.of(Meters.values())
                        .filter(each -> each.meterName().equals(meter.getId().getName()))
                        .findFirst()
                        .orElseThrow();
                seen.add(listed.meterName());
                assertThat(meter.getId().getType().name().toLowerCase(Locale.ROOT))
                        .isEqualTo(listed.kind().toString());
                assertThat(meter.getId().getDescription()).isEqualTo(listed.meaning());
                assertThat(String.valueOf(meter.getId().getBaseUnit())).isEqualTo(listed.unit());
                assertThat(meter.getId().getTags())
                        .extracting(Tag::getKey)
                        .containsExactlyInAnyOrderElementsOf(
                                Stream.concat(Stream.of("application", "worker"), listed.tags().stream())
                                        .toList());
                assertThat(meter.getId().getTag("application")).isEqualTo("shop");
                assertThat(meter.getId().getTag("worker")).isEqualTo("worker-1");
            }
        }
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Meters.values()).map(Meters::meterName).toList());
    }

    @Test
    void lagIsUnknownBeforeTheFirstReadAndGrowsWhenReadsStop() {
        meters.on(TAKEN);
        assertThat(gauge(Meters.LAG)).isNaN();

        meters.on(new WorkerEvent.Fetched(LEASE, 0, 0, Duration.ZERO, Duration.ofMillis(5)));
        assertThat(gauge(Meters.LAG)).isZero();
        time.pass(Duration.ofSeconds(10));
        assertThat(gauge(Meters.LAG)).isZero();
        time.pass(Duration.ofSeconds(50));
        assertThat(gauge(Meters.LAG)).isCloseTo(60, within(1e-9));
    }

    @Test
    void checkpointAgeIsTheTimeSinceWhichSomethingIsProcessedAndNotCheckpointed() {
        meters.on(TAKEN);
        time.pass(Duration.ofSeconds(100));
        assertThat(gauge(Meters.CHECKPOINT_AGE)).isZero();

        done(15);
        time.pass(Duration.ofSeconds(3));
        done(20);
        time.pass(Duration.ofSeconds(3));
        assertThat(gauge(Meters.CHECKPOINT_AGE)).isCloseTo(6, within(1e-9));

        stored(15);
        time.pass(Duration.ofSeconds(2));
        assertThat(gauge(Meters.CHECKPOINT_AGE)).isCloseTo(2, within(1e-9));

        stored(20);
        time.pass(Duration.ofSeconds(2));
        assertThat(gauge(Meters.CHECKPOINT_AGE)).isZero();
    }

    @Test
    void aLateAnswerDoesNotBringAShardBack() {
        meters.on(TAKEN);
        meters.on(new WorkerEvent.LeaseLost(LEASE, 3, "taken"));

        meters.on(new WorkerEvent.Fetched(LEASE, 1, 10, Duration.ZERO, Duration.ZERO));
        done(20);
        stored(20);

        assertThat(registry.find(Meters.LAG.meterName()).meters()).isEmpty();
        assertThat(registry.find(Meters.CHECKPOINT_AGE.meterName()).meters()).isEmpty();
    }

    @Test
    void aShardTakenAgainStartsAfresh() {
        meters.on(TAKEN);
        done(20);
        meters.on(new WorkerEvent.LeaseReleased(LEASE, 3, Checkpoint.at(SequenceNumber.of(20)), "hand-off"));
        meters.on(TAKEN);
        time.pass(Duration.ofSeconds(5));

        assertThat(gauge(Meters.CHECKPOINT_AGE)).isZero();
        assertThat(gauge(Meters.LEASES_HELD)).isEqualTo(1);
    }

    @Test
    void aTagTakesWordsOnly() {
        meters.on(new WorkerEvent.HeartbeatSent("request 4711 failed"));
        meters.on(new WorkerEvent.CallEnded("store", "read", "", Duration.ZERO));
        meters.on(new WorkerEvent.CallEnded("source", "getRecords", "not_found", Duration.ZERO));

        assertThat(registry.get("millrace.heartbeats")
                        .tag("outcome", "other")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("millrace.calls")
                        .tag("outcome", "other")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.find("millrace.calls").tag("outcome", "not_found").timer())
                .isNotNull();
    }

    @Test
    void timersKeepHowLongItTook() {
        events().forEach(meters::on);

        assertThat(registry.get("millrace.batches").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(250);
        assertThat(registry.get("millrace.fetches").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(30);
        assertThat(registry.get("millrace.calls").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(8);
    }

    @Test
    void whatOnlyALeaderKnowsGoesWithItsLeadership() {
        meters.on(new WorkerEvent.LeadershipTaken(1));
        meters.on(new WorkerEvent.CoverageHole(ImmutableList.of("0..9")));
        assertThat(gauge(Meters.LEADER)).isEqualTo(1);
        assertThat(gauge(Meters.COVERAGE_HOLES)).isEqualTo(1);

        meters.on(new WorkerEvent.LeadershipLost("session lost"));

        assertThat(gauge(Meters.LEADER)).isZero();
        assertThat(gauge(Meters.COVERAGE_HOLES)).isZero();
    }

    @Test
    void fencesOpenAgain() {
        meters.on(new WorkerEvent.Fenced(Duration.ofSeconds(5)));
        assertThat(gauge(Meters.FENCED)).isEqualTo(1);
        meters.on(new WorkerEvent.Unfenced());
        assertThat(gauge(Meters.FENCED)).isZero();
    }

    @Test
    void workersOfOneProcessDoNotMix() {
        MicrometerMeters other = new MicrometerMeters(registry, "shop", "worker-2", time);
        meters.on(TAKEN);
        other.on(TAKEN);
        meters.on(new WorkerEvent.Stopped("asked to"));

        assertThat(registry.find(Meters.LAG.meterName()).gauges())
                .singleElement()
                .satisfies(gauge -> assertThat(gauge.getId().getTag("worker")).isEqualTo("worker-2"));
    }

    private void done(long last) {
        meters.on(new WorkerEvent.BatchDone(LEASE, 3, at(last - 4), at(last), 5, 50, Duration.ZERO));
    }

    private void stored(long at) {
        meters.on(new WorkerEvent.CheckpointStored(LEASE, 3, Checkpoint.at(SequenceNumber.of(at))));
    }

    private double gauge(Meters meter) {
        return registry.get(meter.meterName()).gauge().value();
    }

    /** Counters and timers by count, gauges by value; shards only by name, since they come and go. */
    private Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            List<String> tags = meter.getId().getTags().stream()
                    .filter(tag ->
                            !tag.getKey().equals("application") && !tag.getKey().equals("worker"))
                    .map(tag -> tag.getKey() + "=" + tag.getValue())
                    .toList();
            String name = meter.getId().getName() + (tags.isEmpty() ? "" : "{" + String.join(", ", tags) + "}");
            values.put(name, meter.measure().iterator().next().getValue());
        }
        return values;
    }

    private static List<String> changes(Map<String, Double> before, Map<String, Double> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .filter(name -> !after.getOrDefault(name, -1.0).equals(before.getOrDefault(name, -1.0)))
                .map(name -> describe(name, before.getOrDefault(name, 0.0), after))
                .toList();
    }

    private static String describe(String name, double before, Map<String, Double> after) {
        if (!after.containsKey(name)) {
            return name.replaceFirst("\\{.*", "") + " gone";
        }
        boolean isGauge = Stream.of(Meters.values())
                .anyMatch(meter -> meter.kind() == Meters.Kind.GAUGE
                        && name.replaceFirst("\\{.*", "").equals(meter.meterName()));
        double value = isGauge ? after.get(name) : after.get(name) - before;
        return name + (isGauge ? " =" : " +") + (value == Math.rint(value) ? String.valueOf((long) value) : value);
    }

    private static Object[] kinds() {
        return WorkerEvent.class.getPermittedSubclasses();
    }

    private static final class SettableTime implements TimeSource {
        private long nanos = -5;

        void pass(Duration duration) {
            nanos += duration.toNanos();
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public Instant wallTime() {
            return Instant.EPOCH;
        }
    }
}
