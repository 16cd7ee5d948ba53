package io.millrace.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.AwsSettings;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.multilang.leases.LeaseStores;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demonstration, as short as it can be. */
class DemoTest {
    @TempDir
    private Path folder;

    @Test
    void losesNothingThroughAllThatHappens() throws Exception {
        StringWriter text = new StringWriter();

        LeaseStoreAddress file = new LeaseStoreAddress.LocalFile(folder.resolve("leases.db"));
        DemoResult result;
        try (DemoLeases leases = DemoLeases.at(file)) {
            result =
                    Demo.playInLines(new DemoSettings(10, 3, 4), leases, Optional.empty(), new PrintWriter(text), true);
        }

        Verdict verdict = result.verdict();
        assertThat(verdict.put()).isGreaterThan(500);
        assertThat(verdict.isProven()).as(text.toString()).isTrue();
        assertThat(result.toJson())
                .matches("\\{\"put\":" + verdict.put() + ",\"processed\":" + verdict.put()
                        + ",\"lost\":0,\"duplicates\":" + verdict.duplicates()
                        + ",\"failoverSeconds\":\\[\\d+\\.\\d{3}],\"language\":\"java\"}");
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
                        "leases and checkpoints are kept in " + file,
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
        try (LeaseStore left = LeaseStores.at(
                file,
                LeaseStores.Application.named(Fleet.APPLICATION, Fleet.APPLICATION),
                AwsSettings.defaults(),
                false)) {
            ListAnswer.Page page = (ListAnswer.Page) left.list(EntryKind.LEASE, Optional.empty())
                    .toCompletableFuture()
                    .join();
            assertThat(page.entries())
                    .as("what is left in the file")
                    .hasSizeGreaterThanOrEqualTo(4)
                    .allSatisfy(lease ->
                            assertThat(((Lease) lease.entry()).checkpoint()).isNotEqualTo(Checkpoint.TRIM_HORIZON));
        }
    }

    @Test
    void countsInPythonAsWell() throws Exception {
        StringWriter text = new StringWriter();
        try (PythonWords python = PythonWords.prepare().orElseThrow();
                DemoLeases leases = DemoLeases.inTemporaryFile()) {
            DemoResult result = Demo.playInLines(
                    new DemoSettings(15, 3, 4), leases, Optional.of(python), new PrintWriter(text), true);

            assertThat(result.isProven()).as(text.toString()).isTrue();
            PythonProof proof = result.python().orElseThrow();
            assertThat(proof.counted()).isEqualTo(result.verdict().put());
            assertThat(proof.processes()).as("one for each shard and owner").isGreaterThan(7);
            assertThat(text.toString()).contains("by a Python program", "by Python", "every one that was put");
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(ProcessHandle.current()
                                .descendants()
                                .filter(ProcessHandle::isAlive)
                                .map(process -> process.info().commandLine().orElse("")))
                        .as("children that are left")
                        .noneMatch(line -> line.contains("count_words.py")));
    }

    @Test
    void aKilledWorkerReachesNothingAnyMore() throws Exception {
        Scoreboard scoreboard = new Scoreboard(System::nanoTime);
        DemoLeases leases = DemoLeases.temporaryBelow(folder);
        Fleet fleet =
                new Fleet(new DemoSettings(10, 2, 2), leases, scoreboard, Optional.empty(), (worker, event) -> {});
        DemoWorker worker = fleet.startWorker();
        try (leases;
                Putter putter = new Putter(fleet.stream(), scoreboard, 200)) {
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
