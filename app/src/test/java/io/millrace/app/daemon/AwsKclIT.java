package io.millrace.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.app.leases.LeaseReport;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.model.Shard;

@ExtendWith(LocalServers.class)
@DisplayName("KCL's client for Node.js, unmodified, under the daemon on kinesis-local and DynamoDB Local")
final class AwsKclIT {
    private static final int PARTS = 12;
    private static final Pattern COUNT = Pattern.compile("\"(\\w+)\":(\\d+)");

    private final LocalKinesis kinesis;
    private final LocalDynamoDb dynamoDb;

    @TempDir
    private Path folder;

    private final List<DaemonFleet> open = new ArrayList<>();

    AwsKclIT(LocalKinesis kinesis, LocalDynamoDb dynamoDb) {
        this.kinesis = kinesis;
        this.dynamoDb = dynamoDb;
    }

    private DaemonFleet fleet(String application, int shards) throws IOException {
        DaemonFleet fleet = new DaemonFleet(kinesis, dynamoDb, folder, application, shards)
                .program(AwsKclIT.class, "/daemon/word_count.js")
                .property("executableName", "node word_count.js")
                .property("processingLanguage", "nodejs/20")
                .property("failoverTimeMillis", "4000");
        open.add(fleet);
        return fleet;
    }

    @AfterEach
    void end() {
        open.forEach(DaemonFleet::close);
    }

    @Test
    @DisplayName("counts each word once across a split, a merge, SIGTERM and another start")
    void countsAcrossReshardsAndStops() throws Exception {
        DaemonFleet fleet = fleet("node-reshards", 2);
        fleet.put(PARTS);
        DaemonProcess daemon = fleet.run("first");
        fleet.awaitAllCounted();
        long firstRecord = fleet.journal().all("record").get(0).atMillis();
        System.out.printf(
                "aws-kcl: first record %.1f s after the start of the daemon%n",
                (firstRecord - daemon.startedMillis()) / 1000.0);
        awaitCheckpointsAtLastRecords(fleet);

        fleet.split(fleet.openShards().get(0));
        fleet.putAndAwait(PARTS);
        fleet.merge(fleet.openShards().get(1), fleet.openShards().get(2));
        fleet.putAndAwait(PARTS);
        assertThat(fleet.openShards()).hasSize(2);
        assertChildrenWaited(fleet);
        awaitCheckpointsAtLastRecords(fleet);
        assertThat(daemon.terminate()).as(fleet.logs()).isEqualTo(143);

        // From now on only shutdownRequested makes a checkpoint.
        fleet.environment("WORD_COUNT_CHECKPOINTS", "when-asked");
        DaemonProcess second = fleet.run("second");
        fleet.putAndAwait(PARTS);
        assertThat(second.terminate()).as(fleet.logs()).isEqualTo(143);
        DaemonProcess third = fleet.run("third");
        fleet.putAndAwait(PARTS);
        assertThat(third.terminate()).as(fleet.logs()).isEqualTo(143);

        Journal journal = fleet.journal();
        assertThat(journal.repeated()).as(fleet.logs()).isZero();
        assertThat(journal.all("refused")).isEmpty();
        assertThat(counts(journal)).isEqualTo(fleet.words());
        assertThat(fleet.leases().sessions()).as("all have left the fleet").isEmpty();
        assertThat(fleet.logs()).doesNotContain("ERROR");
    }

    @Test
    @DisplayName("loses nothing when a shard moves, a child is killed, and a daemon stands still or is killed")
    void losesNothingInAFleet() throws Exception {
        DaemonFleet fleet = fleet("node-moves", 4);
        DaemonProcess one = fleet.run("one");
        fleet.putAndAwait(PARTS);
        DaemonProcess two = fleet.run("two");
        fleet.awaitShardsEach(2, 2);
        fleet.putAndAwait(PARTS);
        assertHandedOver(fleet.journal());
        assertThat(fleet.journal().repeated()).as("a hand-over repeats nothing").isZero();

        Set<Long> killed = new HashSet<>();
        killed.add(killAnIdleChild(fleet, one));
        killed.add(killAChildAtWork(fleet, one));

        Set<Long> frozen = one.children();
        killed.addAll(frozen);
        fleet.put(PARTS);
        one.freeze();
        long frozenMillis = System.currentTimeMillis();
        fleet.putAndAwait(PARTS);
        System.out.printf(
                "aws-kcl: all shards flow again %.1f s after a daemon stood still%n",
                (System.currentTimeMillis() - frozenMillis) / 1000.0);
        one.thaw();
        DaemonFleet.await()
                .untilAsserted(() -> assertThat(frozen)
                        .as(fleet::logs)
                        .allSatisfy(pid ->
                                assertThat(fleet.journal().of(pid, "leaseLost")).hasSize(1)));
        fleet.awaitShardsEach(2, 2);
        fleet.putAndAwait(PARTS);

        killed.addAll(one.children());
        fleet.put(PARTS);
        one.kill();
        long killedMillis = System.currentTimeMillis();
        fleet.putAndAwait(PARTS);
        System.out.printf(
                "aws-kcl: all shards flow again %.1f s after a daemon was killed%n",
                (System.currentTimeMillis() - killedMillis) / 1000.0);
        assertThat(fleet.journal().pids().values()).allMatch(two::hasChild);
        assertThat(two.terminate()).as(fleet.logs()).isEqualTo(143);

        assertThat(fleet.journal().repeatedBesides(killed)).as(fleet.logs()).isEmpty();
        System.out.println("aws-kcl: repeated by these " + fleet.journal().repeated());
    }

    /** SIGKILL for one of this daemon's; its shard begins anew, the others are left in peace. */
    private static long killAnIdleChild(DaemonFleet fleet, DaemonProcess daemon) {
        Map<String, Long> before = fleet.journal().pids();
        String shard = aShardOf(daemon, before);
        long pid = before.get(shard);
        DaemonFleet.await().until(() -> last(fleet.journal().of(pid)).is("checkpoint"));
        String last = last(fleet.journal().of(pid)).text();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        DaemonFleet.await().until(() -> fleet.journal().pids().get(shard) != pid);
        fleet.putAndAwait(PARTS);
        Map<String, Long> after = fleet.journal().pids();
        assertThat(last(fleet.journal().of(after.get(shard), "initialize")).text())
                .as("begun anew at the last checkpoint")
                .isEqualTo(last);
        before.remove(shard);
        assertThat(after).as(fleet::logs).containsAllEntriesOf(before);
        assertThat(daemon.log())
                .contains("The child of shard " + shard + " (pid " + pid + ") ended between two calls")
                .contains("SIGKILL")
                .as("a child's death is none of Java's, so no trace is logged")
                .doesNotContain("\tat ");
        return pid;
    }

    /** SIGKILL while records are on their way to it. */
    private static long killAChildAtWork(DaemonFleet fleet, DaemonProcess daemon) {
        Map<String, Long> before = fleet.journal().pids();
        String shard = aShardOf(daemon, before);
        long pid = before.get(shard);
        fleet.put(PARTS);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        DaemonFleet.await().until(() -> fleet.journal().pids().get(shard) != pid);
        fleet.awaitAllCounted();
        return pid;
    }

    private static String aShardOf(DaemonProcess daemon, Map<String, Long> pids) {
        return pids.entrySet().stream()
                .filter(child -> daemon.hasChild(child.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static Journal.Line last(List<Journal.Line> lines) {
        return lines.get(lines.size() - 1);
    }

    /** Two of the first daemon's children were asked to stop, checkpointed, and were told that the lease is lost. */
    private static void assertHandedOver(Journal journal) {
        List<Journal.Line> asked = journal.all("shutdownRequested");
        assertThat(asked).hasSize(2).allSatisfy(line -> {
            List<String> story = journal.lines().stream()
                    .filter(other -> other.pid() == line.pid() && !other.is("record"))
                    .map(Journal.Line::event)
                    .toList();
            assertThat(story).endsWith("shutdownRequested", "checkpoint", "leaseLost");
            assertThat(journal.pids().get(line.shard())).isNotEqualTo(line.pid());
        });
    }

    private static void awaitCheckpointsAtLastRecords(DaemonFleet fleet) {
        DaemonFleet.await().untilAsserted(() -> {
            Map<String, String> stored = new TreeMap<>();
            LeaseReport report = fleet.leases();
            for (Lease lease : report.leases()) {
                if (lease.checkpoint() instanceof Checkpoint.At at) {
                    stored.put(
                            lease.key().shard().toString(),
                            at.position().sequenceNumber().toString());
                }
            }
            Map<String, String> said = new TreeMap<>();
            fleet.journal().all("checkpoint").forEach(line -> said.put(line.shard(), line.text()));
            said.values().removeIf("all"::equals);
            assertThat(stored).as(fleet::logs).isNotEmpty().isEqualTo(said);
        });
    }

    private static void assertChildrenWaited(DaemonFleet fleet) {
        Journal journal = fleet.journal();
        int children = 0;
        for (Shard shard : fleet.shards()) {
            for (String parent : new String[] {shard.parentShardId(), shard.adjacentParentShardId()}) {
                if (parent != null) {
                    children++;
                    assertThat(journal.indexOf(parent, "shardEnded"))
                            .as("shardEnded of " + parent + " before anything of " + shard.shardId())
                            .isNotNegative()
                            .isLessThan(journal.indexOf(shard.shardId(), "initialize"));
                }
            }
        }
        assertThat(children).isEqualTo(4);
    }

    /** The last words of all children that were given the time for them, added up. */
    private static Map<String, Integer> counts(Journal journal) {
        Map<Long, String> last = new TreeMap<>();
        for (String event : List.of("shardEnded", "leaseLost")) {
            journal.all(event).forEach(line -> last.put(line.pid(), line.text()));
        }
        Map<String, Integer> sum = new TreeMap<>();
        for (String text : last.values()) {
            for (Matcher count = COUNT.matcher(text); count.find(); ) {
                sum.merge(count.group(1), Integer.parseInt(count.group(2)), Integer::sum);
            }
        }
        return sum;
    }
}
