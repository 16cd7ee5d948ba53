package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a fleet costs")
final class CostTest {
    private static final Duration COUNTED = Duration.ofMinutes(10);
    private static final long PER_HOUR = 6;

    @Test
    @DisplayName("an idle fleet's writes an hour are its heartbeats, whatever the number of shards")
    void idleWritesDoNotDependOnShards() {
        long few = writesAnHour(16, 2);
        long many = writesAnHour(256, 2);
        long fourWorkers = writesAnHour(256, 4);
        assertThat(many).isEqualTo(few);
        long heartbeatsOfOne = 1_800;
        assertThat(few).isBetween(2 * heartbeatsOfOne - 24, 2 * heartbeatsOfOne + 24);
        assertThat(fourWorkers).isBetween(4 * heartbeatsOfOne - 48, 4 * heartbeatsOfOne + 48);
    }

    private static long writesAnHour(int shards, int workers) {
        try (Stage stage = new Stage(shards)) {
            for (int worker = 0; worker < workers; worker++) {
                stage.worker("worker-" + worker);
            }
            stage.run(Duration.ofMinutes(1));
            long before = stage.table.writes();
            long reads = stage.table.calls(InMemoryLeaseTable.Operation.READ);
            long lists = stage.table.calls(InMemoryLeaseTable.Operation.LIST);
            stage.run(COUNTED);
            System.out.printf(
                    "idle, an hour, %d workers, %d shards: %d writes, %d reads, %d listings%n",
                    workers,
                    shards,
                    (stage.table.writes() - before) * PER_HOUR,
                    (stage.table.calls(InMemoryLeaseTable.Operation.READ) - reads) * PER_HOUR,
                    (stage.table.calls(InMemoryLeaseTable.Operation.LIST) - lists) * PER_HOUR);
            return (stage.table.writes() - before) * PER_HOUR;
        }
    }

    @Test
    @DisplayName("a join moves as few leases as reach balance, a leave only the leaver's, and neither repeats a record")
    void movesAreFew() {
        try (Stage stage = new Stage(16)) {
            stage.worker("first");
            stage.worker("second");
            stage.run(Duration.ofSeconds(20));
            Stage.Actor third = stage.worker("third");
            for (int round = 0; round < 40; round++) {
                stage.put(32);
                stage.run(Duration.ofMillis(250));
            }
            int taken = third.told(WorkerEvent.LeaseTaken.class).size();
            assertThat(taken).isEqualTo(5);
            third.consumer.stop();
            for (int round = 0; round < 40; round++) {
                stage.put(32);
                stage.run(Duration.ofMillis(250));
            }
            stage.run(Duration.ofSeconds(5));
            assertThat(stage.delivered).hasSize(80 * 32).doesNotHaveDuplicates();
            assertThat(stage.distinctTexts()).hasSize(80 * 32);
        }
    }

    @Test
    @DisplayName("no shard stands still for more than a second when it is handed over")
    void movedShardsPauseBriefly() {
        try (Stage stage = new Stage(8)) {
            stage.worker("first");
            stage.run(Duration.ofSeconds(5));
            Stage.Actor second = null;
            for (int round = 0; round < 200; round++) {
                stage.put(64);
                stage.run(Duration.ofMillis(50));
                if (round == 100) {
                    second = stage.worker("second");
                }
            }
            assertThat(Objects.requireNonNull(second).told(WorkerEvent.LeaseTaken.class))
                    .hasSize(4);
            TreeMap<String, Long> last = new TreeMap<>();
            long longest = 0;
            for (int i = 0; i < stage.delivered.size(); i++) {
                long at = stage.deliveredAtNanos.get(i);
                Long before = last.put(stage.delivered.get(i).split(" ")[1], at);
                longest = Math.max(longest, before == null ? 0 : at - before);
            }
            System.out.printf("longest pause of a shard over a join: %d ms%n", longest / 1_000_000);
            assertThat(Duration.ofNanos(longest)).isLessThanOrEqualTo(Duration.ofSeconds(1));
        }
    }
}
