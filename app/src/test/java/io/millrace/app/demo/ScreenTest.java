package io.millrace.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.app.demo.DemoWorker.State;
import io.millrace.app.demo.Snapshot.ShardRow;
import io.millrace.app.demo.Snapshot.ShardState;
import io.millrace.app.demo.Snapshot.WorkerRow;
import io.millrace.app.terminal.Look;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenTest {
    private static final Look RICH = new Look(true, true);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void showsWhoProcessedWhichShardWhen() {
        // Worker 1 for four seconds, nobody for four, worker 3 for four; twelve of thirty seconds are over.
        ImmutableList<String> slices = slices("worker-1", 16, "", 16, "worker-3", 16);
        ShardRow shard = new ShardRow("shard 0", ShardState.OPEN, "worker-3", backlog(12, 300), slices, 0, never());

        assertThat(lane(snapshot(12, shard), 80))
                .isEqualTo("shard 0  11111.....33333                       worker-3       12   0.3 s   1,234");
    }

    @Test
    void aLaneBeginsWithItsShardAndEndsWithIt() {
        ShardRow shard =
                new ShardRow("shard 5", ShardState.FINISHED, "", backlog(0, 0), slices("", 24, "worker-2", 8), 16, 31);

        assertThat(lane(snapshot(20, shard), 80))
                .isEqualTo("shard 5       ..222                            finished                    1,234");
    }

    @Test
    void aWiderTerminalShowsMoreOfTime() {
        ShardRow shard =
                new ShardRow("shard 0", ShardState.OPEN, "worker-1", backlog(0, 0), slices("worker-1", 80), 0, never());

        assertThat(lane(snapshot(20, shard), 80)).contains("1".repeat(20)).doesNotContain("1".repeat(30));
        assertThat(lane(snapshot(20, shard), 140)).contains("1".repeat(40));
    }

    @Test
    void saysWhatBecameOfEachWorker() {
        Snapshot snapshot = snapshot(
                12,
                ImmutableList.of(
                        new WorkerRow("worker-1", State.RUNNING, true, 2, 3456),
                        new WorkerRow("worker-2", State.KILLED, false, 0, 700),
                        new WorkerRow("worker-3", State.STOPPING, false, 1, 80),
                        new WorkerRow("worker-4", State.STOPPED, false, 0, 9)),
                ImmutableList.of(),
                ImmutableList.of());

        assertThat(Screen.render(snapshot, 80, 24, Look.PLAIN).subList(1, 3))
                .containsExactly(
                        " 1  worker-1  leads 2 shards     3,456   2  worker-2  killed",
                        " 3  worker-3  stopping 1 shard           4  worker-4  stopped");
    }

    @Test
    void showsTotalsAndTheLatestEventsInFull() {
        List<Ticker.Line> events = IntStream.range(0, 30)
                .mapToObj(i -> new Ticker.Line(SECOND.multipliedBy(i), "worker-1", "does thing " + i))
                .toList();
        Snapshot snapshot = snapshot(
                12,
                ImmutableList.of(),
                ImmutableList.of(),
                ImmutableList.<Ticker.Line>builder()
                        .addAll(events)
                        .add(new Ticker.Line(
                                SECOND.multipliedBy(31),
                                Ticker.NARRATOR,
                                "something happened that takes more words to tell than fit on one line of a terminal"))
                        .build());

        ImmutableList<String> lines = Screen.render(snapshot, 80, 24, Look.PLAIN);

        assertThat(lines).contains("put 2,000   processed 1,990   waiting 10   processed twice 7   ".strip());
        assertThat(lines)
                .endsWith(
                        "  29.0  worker-1 does thing 29",
                        "  31.0  > something happened that takes more words to tell than fit on one line",
                        "          of a terminal");
        assertThat(lines).hasSize(24);
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40", "60, 24", "200, 60", "20, 5", "1, 1"})
    void fitsTheTerminal(int width, int height) {
        Snapshot crowded = crowded();
        for (Look look : ImmutableList.of(Look.PLAIN, RICH)) {
            ImmutableList<String> lines = Screen.render(crowded, width, height, look);
            assertThat(lines).hasSizeLessThanOrEqualTo(height);
            assertThat(lines)
                    .allSatisfy(line -> assertThat(visible(line).length()).isLessThanOrEqualTo(width));
        }
    }

    @Test
    void coloursChangeNothingButTheColours() {
        Look plainGlyphs = new Look(true, false);
        assertThat(Screen.render(crowded(), 100, 30, plainGlyphs).stream().map(ScreenTest::visible))
                .containsExactlyElementsOf(Screen.render(crowded(), 100, 30, Look.PLAIN));
        assertThat(Screen.render(crowded(), 100, 30, plainGlyphs)).anyMatch(line -> line.contains("\u001b["));
        assertThat(Screen.render(crowded(), 100, 30, Look.PLAIN)).noneMatch(line -> line.contains("\u001b"));
    }

    @Test
    void unfinishedShardsComeFirstWhenThereIsNotRoomForAll() {
        ImmutableList<String> lines = Screen.render(crowded(), 80, 24, Look.PLAIN);

        assertThat(lines).anyMatch(line -> line.startsWith("shard 26"));
        assertThat(lines).noneMatch(line -> line.startsWith("shard 1 "));
        assertThat(lines).anyMatch(line -> line.matches("and \\d+ shards more"));
        assertThat(lines).filteredOn(line -> line.contains("an event")).hasSizeGreaterThanOrEqualTo(4);
    }

    /** Nine workers; 27 shards, of which the first 20 are finished. */
    private static Snapshot crowded() {
        ImmutableList<WorkerRow> workers = IntStream.rangeClosed(1, 9)
                .mapToObj(i -> new WorkerRow("worker-" + i, State.RUNNING, i == 2, 3, 100L * i))
                .collect(ImmutableList.toImmutableList());
        ImmutableList<ShardRow> shards = IntStream.range(0, 27)
                .mapToObj(i -> new ShardRow(
                        "shard " + i,
                        i < 20 ? ShardState.FINISHED : ShardState.OPEN,
                        i < 20 ? "" : "worker-" + (i % 9 + 1),
                        backlog(i, 100 * i),
                        slices("worker-" + (i % 9 + 1), 40),
                        0,
                        i < 20 ? 40 : never()))
                .collect(ImmutableList.toImmutableList());
        ImmutableList<Ticker.Line> events = IntStream.range(0, 50)
                .mapToObj(i -> new Ticker.Line(SECOND.multipliedBy(i), "worker-1", "reports an event, number " + i))
                .collect(ImmutableList.toImmutableList());
        return snapshot(12, workers, shards, events);
    }

    private static String lane(Snapshot snapshot, int width) {
        return Screen.render(snapshot, width, 24, Look.PLAIN).stream()
                .filter(line -> line.startsWith("shard "))
                .filter(line -> !line.contains("owner"))
                .findFirst()
                .orElseThrow();
    }

    private static Snapshot snapshot(int seconds, ShardRow shard) {
        return snapshot(seconds, ImmutableList.of(), ImmutableList.of(shard), ImmutableList.of());
    }

    private static Snapshot snapshot(
            int seconds,
            ImmutableList<WorkerRow> workers,
            ImmutableList<ShardRow> shards,
            ImmutableList<Ticker.Line> events) {
        return new Snapshot(
                SECOND.multipliedBy(seconds),
                SECOND.multipliedBy(30),
                "something goes on",
                workers,
                shards,
                2_000,
                1_990,
                7,
                events);
    }

    private static Scoreboard.Backlog backlog(int records, long oldestMillis) {
        return new Scoreboard.Backlog(records, oldestMillis * 1_000_000, 1_234);
    }

    private static int never() {
        return Integer.MAX_VALUE;
    }

    /** Pairs of a worker and for how many slices it delivered. */
    private static ImmutableList<String> slices(Object... runs) {
        ImmutableList.Builder<String> slices = ImmutableList.builder();
        for (int i = 0; i < runs.length; i += 2) {
            slices.addAll(Collections.nCopies((int) runs[i + 1], (String) runs[i]));
        }
        return slices.build();
    }

    private static String visible(String line) {
        return line.replaceAll("\u001b\\[[0-9;]*m", "");
    }
}
