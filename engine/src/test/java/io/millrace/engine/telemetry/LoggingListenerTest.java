package io.millrace.engine.telemetry;

import static io.millrace.engine.telemetry.Events.CAUSE;
import static io.millrace.engine.telemetry.Events.LEASE;
import static io.millrace.engine.telemetry.Events.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.ports.telemetry.WorkerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class LoggingListenerTest {
    /** How loud the first event of each kind is; what is not here is INFO. */
    private static final Map<String, Level> LEVELS = new TreeMap<>(Map.ofEntries(
            Map.entry("Fenced", Level.WARN),
            Map.entry("SessionLost", Level.WARN),
            Map.entry("SessionDeclaredDead", Level.WARN),
            Map.entry("LeaseLost", Level.WARN),
            Map.entry("AggregatesTakenApart", Level.DEBUG),
            Map.entry("FanOutConsumerFound", Level.INFO),
            Map.entry("LoadMeasured", Level.DEBUG),
            Map.entry("Fetched", Level.DEBUG),
            Map.entry("CallEnded", Level.DEBUG),
            Map.entry("BatchStarted", Level.DEBUG),
            Map.entry("BatchDone", Level.DEBUG),
            Map.entry("BatchFailed", Level.WARN),
            Map.entry("ProcessorFailed", Level.WARN),
            Map.entry("ProcessorHung", Level.WARN),
            Map.entry("DeadLettered", Level.WARN),
            Map.entry("CheckpointStored", Level.DEBUG),
            Map.entry("CheckpointRefused", Level.WARN),
            Map.entry("RetentionGap", Level.ERROR),
            Map.entry("ShardStopped", Level.ERROR),
            Map.entry("CoverageHole", Level.WARN),
            Map.entry("CorruptEntryFound", Level.ERROR),
            Map.entry("ReadsFailing", Level.WARN),
            Map.entry("Trouble", Level.WARN),
            Map.entry("StreamGone", Level.ERROR),
            Map.entry("StreamAdded", Level.INFO),
            Map.entry("StreamRemoved", Level.INFO)));

    private final Recorder recorder = new Recorder();
    private final LoggingListener listener = new LoggingListener(recorder, "shop", "worker-{}");

    static Stream<WorkerEvent> events() {
        return Events.ALL.stream();
    }

    @Test
    void everyKindOfEventIsHandled() {
        assertThat(listener.handlers().kinds())
                .containsExactlyInAnyOrderElementsOf(
                        Events.ALL.stream().map(WorkerEvent::getClass).toList());
    }

    @ParameterizedTest
    @MethodSource("events")
    void aChangeIsOneLineOfItsLevelThatSaysWhoAndWhat(WorkerEvent event) {
        listener.on(event);

        List<Line> loud = recorder.lines.stream()
                .filter(line -> recorder.lines.size() == 1 || line.level != Level.DEBUG)
                .toList();
        assertThat(loud).singleElement().satisfies(line -> {
            assertThat(line.level)
                    .isEqualTo(LEVELS.getOrDefault(event.getClass().getSimpleName(), Level.INFO));
            assertThat(line.text).startsWith("[shop/worker-{}] ").hasSizeGreaterThan(25);
            assertThat(line.text.substring(17)).doesNotContain("{}").doesNotContain("secret");
        });
    }

    @Test
    void heartbeatsAreToldWhenTheirOutcomeChanges() {
        Stream.of(
                        "applied",
                        "applied",
                        "throttled",
                        "unavailable",
                        "throttled",
                        "applied",
                        "applied",
                        "refused",
                        "refused")
                .forEach(outcome -> listener.on(new WorkerEvent.HeartbeatSent(outcome)));

        assertThat(recorder.lines)
                .extracting(line -> line.level)
                .containsExactly(
                        Level.DEBUG,
                        Level.DEBUG,
                        Level.INFO,
                        Level.DEBUG,
                        Level.DEBUG,
                        Level.INFO,
                        Level.DEBUG,
                        Level.ERROR,
                        Level.DEBUG);
    }

    @Test
    void aBatchThatKeepsFailingIsToldLessAndLess() {
        IntStream.rangeClosed(1, 20)
                .forEach(attempt -> listener.on(
                        new WorkerEvent.BatchFailed(LEASE, 3, at(1), at(5), attempt, CAUSE, "again in 1 s")));

        assertThat(recorder.lines).filteredOn(line -> line.level == Level.WARN).hasSize(5);
        assertThat(recorder.lines.get(0).cause).isSameAs(CAUSE);
        assertThat(recorder.lines.get(0).text)
                .isEqualTo(
                        "[shop/worker-{}] the processor of orders/shardId-000000000000 threw at records 1 to 5, attempt 1;"
                                + " next: again in 1 s");
    }

    @Test
    void aPlanShowsItsFirstMovesAndTellsTheOthersToThoseWhoDebug() {
        listener.on(Events.ALL.stream()
                .filter(WorkerEvent.Planned.class::isInstance)
                .findFirst()
                .orElseThrow());

        assertThat(recorder.lines)
                .extracting(line -> line.level + " " + line.text)
                .containsExactly(
                        "INFO [shop/worker-{}] planned 16 leases for 3 workers, 5 of them move: m1 | m2 | m3 | and 2 more",
                        "DEBUG [shop/worker-{}] planned move: m4",
                        "DEBUG [shop/worker-{}] planned move: m5");
    }

    @Test
    void aHoleThatIsHealedIsGoodNews() {
        listener.on(new WorkerEvent.CoverageHole(ImmutableList.of()));

        assertThat(recorder.lines).extracting(line -> line.level).containsExactly(Level.INFO);
    }

    private record Line(Level level, String text, @Nullable Throwable cause) {}

    /** A logger that keeps what it is told. */
    private static final class Recorder extends AbstractLogger {
        private final transient List<Line> lines = new ArrayList<>();

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                Marker marker,
                String pattern,
                Object @Nullable [] arguments,
                @Nullable Throwable throwable) {
            lines.add(new Line(level, MessageFormatter.basicArrayFormat(pattern, arguments), throwable));
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isTraceEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled(Marker marker) {
            return true;
        }
    }
}
