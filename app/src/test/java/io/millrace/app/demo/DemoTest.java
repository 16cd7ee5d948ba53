package io.millrace.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The whole demonstration, as short as it can be. */
class DemoTest {
    @Test
    void losesNothingThroughAllThatHappens() throws Exception {
        StringWriter text = new StringWriter();

        DemoResult result = Demo.playInLines(new DemoSettings(10, 3, 4), new PrintWriter(text), true);

        Verdict verdict = result.verdict();
        assertThat(verdict.put()).isGreaterThan(500);
        assertThat(verdict.isProven()).as(text.toString()).isTrue();
        assertThat(result.toJson())
                .matches("\\{\"put\":" + verdict.put() + ",\"processed\":" + verdict.put()
                        + ",\"lost\":0,\"duplicates\":" + verdict.duplicates()
                        + ",\"failoverSeconds\":\\[\\d+\\.\\d{3}]}");
        assertThat(result.failover()).hasValueSatisfying(failover -> {
            assertThat(failover.shards()).isNotEmpty();
            assertThat(failover.isComplete()).isTrue();
        });
        assertThat(result.handOver())
                .hasValueSatisfying(
                        handOver -> assertThat(handOver.isComplete()).isTrue());
        List<String> narrated = text.toString()
                .lines()
                .filter(line -> line.contains("  --  "))
                .map(line -> line.replaceFirst(".*  --  +", ""))
                .collect(Collectors.toList());
        assertThat(String.join("\n", narrated))
                .containsSubsequence(
                        "3 workers start on a stream of 4 shards",
                        "is killed, without a goodbye",
                        "are delivered by others",
                        "is split in two",
                        "are merged",
                        "worker-4 starts",
                        "is asked to stop",
                        "the last word is put",
                        "all is processed");
        assertThat(text.toString())
                .contains("Proven: all ")
                .doesNotContain("\u001b")
                .doesNotContain("not true after");
    }

    @Test
    void aKilledWorkerReachesNothingAnyMore() throws Exception {
        Scoreboard scoreboard = new Scoreboard(System::nanoTime);
        Fleet fleet = new Fleet(new DemoSettings(10, 2, 2), scoreboard, (worker, event) -> {});
        DemoWorker worker = fleet.startWorker();
        try (Putter putter = new Putter(fleet.stream(), scoreboard, 200)) {
            putter.start();
            Awaitility.await().until(() -> scoreboard.processed() > 20);

            worker.kill();
            long processed = scoreboard.processed();
            long put = scoreboard.put();
            Awaitility.await().until(() -> scoreboard.put() > put + 100);

            assertThat(scoreboard.processed()).isEqualTo(processed);
            assertThat(fleet.ownedBy(worker.name()))
                    .as("its leases are left behind")
                    .hasSize(2);
            assertThat(worker.state()).isEqualTo(DemoWorker.State.KILLED);
        }
    }
}
