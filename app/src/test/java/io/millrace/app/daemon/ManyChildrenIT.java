package io.millrace.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalServers.class)
@DisplayName("A daemon with 64 Python children on kinesis-local and DynamoDB Local")
final class ManyChildrenIT {
    private static final int SHARDS = 64;
    private static final int ROUNDS = Boolean.getBoolean("thorough") ? 10 : 4;
    private static final int KILLED_A_ROUND = 10;
    private static final long SEED = 20_261_126;
    /** What is aimed at is 10 s on a quiet machine, see the figure that is printed; this is for busy ones. */
    private static final double LIMIT_SECONDS = 60;

    @TempDir
    private Path folder;

    @Test
    @DisplayName("starts all of them, and replaces those that are killed without losing a record or touching another")
    void startsAndReplacesThem(LocalKinesis kinesis, LocalDynamoDb dynamoDb) throws Exception {
        try (DaemonFleet fleet = new DaemonFleet(kinesis, dynamoDb, folder, "many-children", SHARDS)) {
            fleet.program(ManyChildrenIT.class, "/daemon/journal_words.py")
                    .property("executableName", Python.executable() + " journal_words.py")
                    .property("shutdownGraceMillis", "60000");
            DaemonProcess daemon = fleet.run("daemon");
            DaemonFleet.await()
                    .untilAsserted(() ->
                            assertThat(fleet.journal().pids()).as(fleet::logs).hasSize(SHARDS));
            assertThat(secondsUntilAllInitialised(fleet, daemon)).isLessThan(LIMIT_SECONDS);
            fleet.putAndAwait(SHARDS);
            Map<String, Long> first = fleet.journal().pids();
            assertThat(first.values()).doesNotHaveDuplicates().allMatch(daemon::hasChild);

            Set<Long> killed = new HashSet<>();
            Random random = new Random(SEED);
            long sinceMillis = System.currentTimeMillis();
            for (int round = 0; round < ROUNDS; round++) {
                killed.addAll(killSome(fleet, random));
            }
            System.out.printf(
                    "%d children killed of %d shards in %.1f s%n",
                    killed.size(), SHARDS, (System.currentTimeMillis() - sinceMillis) / 1000.0);

            fleet.awaitAllCounted();
            Journal journal = fleet.journal();
            assertThat(killed).hasSize(ROUNDS * KILLED_A_ROUND);
            assertThat(journal.repeatedBesides(killed)).as(fleet.logs()).isEmpty();
            assertThat(daemon.terminate()).as(fleet.logs()).isEqualTo(143);
            assertThat(fleet.journal().all("leaseLost")).as(fleet.logs()).hasSize(SHARDS);
        }
    }

    private static double secondsUntilAllInitialised(DaemonFleet fleet, DaemonProcess daemon) {
        List<Journal.Line> initialised = fleet.journal().all("initialize");
        double first = (initialised.get(0).atMillis() - daemon.startedMillis()) / 1000.0;
        double last = (initialised.get(SHARDS - 1).atMillis() - daemon.startedMillis()) / 1000.0;
        System.out.printf("%d children: first initialised after %.1f s, last after %.1f s%n", SHARDS, first, last);
        return last;
    }

    /** Records are put while the children are being killed. Returns when each has a successor. */
    private static Set<Long> killSome(DaemonFleet fleet, Random random) {
        Map<String, Long> before = fleet.journal().pids();
        List<String> shards = new ArrayList<>(before.keySet());
        Collections.shuffle(shards, random);
        List<String> chosen = shards.subList(0, KILLED_A_ROUND);
        Set<Long> pids = new HashSet<>();
        for (String shard : chosen) {
            pids.add(before.get(shard));
        }
        fleet.put(SHARDS);
        pids.forEach(pid -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());

        DaemonFleet.await().untilAsserted(() -> {
            Map<String, Long> now = fleet.journal().pids();
            assertThat(chosen).as(fleet::logs).noneMatch(shard -> pids.contains(now.get(shard)));
        });
        Map<String, Long> others = fleet.journal().pids();
        chosen.forEach(others::remove);
        assertThat(before).as("nobody else was disturbed").containsAllEntriesOf(others);
        return pids;
    }
}
