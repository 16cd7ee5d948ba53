package io.millrace.compat.kcl;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers of the real KCL and daemons of Millrace's share an application: both directions, with kills and a split. */
@ExtendWith(LocalServers.class)
@DisplayName("A fleet of KCL's and Millrace's workers")
@Tag("mixed-fleets")
@Execution(ExecutionMode.CONCURRENT)
class MixedFleetIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final LocalKinesis kinesis;
    private final LocalDynamoDb dynamoDb;

    @TempDir
    private Path folder;

    MixedFleetIT(LocalKinesis kinesis, LocalDynamoDb dynamoDb) {
        this.kinesis = kinesis;
        this.dynamoDb = dynamoDb;
    }

    /**
     * 2.7.2 is the last of 2.x there. 3.1.3 is what the packages for other languages carry, with tables beside that of the
     * leases; 3.5.1 keeps all in one.
     */
    @ParameterizedTest(name = "KCL {0}")
    @ValueSource(strings = {"2.7.2", "3.1.3", "3.5.1"})
    void sharesShardsAndLosesNothing(String kcl) throws Exception {
        try (MixedFleet fleet = new MixedFleet(kinesis, dynamoDb, kcl, folder)) {
            try {
                run(fleet, MixedFleet.name(kcl));
            } catch (ConditionTimeoutException | AssertionError late) {
                throw new AssertionError(late.getMessage() + "\nleases: " + fleet.owned() + "\n" + fleet.logs(), late);
            }
        }
    }

    private static void run(MixedFleet fleet, String table) throws Exception {
        fleet.startMillrace("millrace-1", "millrace.leaseStore = kcl:" + table);
        await("Millrace has all shards", fleet, owned -> owned.equals(Map.of("millrace-1", 4L)));

        fleet.startKcl("kcl-1");
        await(
                "KCL gets its share of a living Millrace",
                fleet,
                owned -> owned.getOrDefault("kcl-1", 0L) == 2 && owned.getOrDefault("millrace-1", 0L) == 2);

        fleet.kill("millrace-1");
        await("KCL takes what a killed Millrace had", fleet, owned -> owned.equals(Map.of("kcl-1", 4L)));

        fleet.startMillrace("millrace-2");
        fleet.startKcl("kcl-2");
        await(
                "a daemon with KCL's properties alone gets its share, and another of KCL's",
                fleet,
                owned -> owned.getOrDefault("millrace-2", 0L) >= 1 && owned.getOrDefault("kcl-2", 0L) >= 1);

        fleet.split("shardId-000000000000", "40000000000000000000000000000000000000");
        fleet.split("shardId-000000000003", "300000000000000000000000000000000000000");
        fleet.kill("kcl-2");
        await(
                "what a killed KCL had is taken, and the children of what was split",
                fleet,
                owned -> owned.getOrDefault("kcl-2", 0L) == 0
                        && owned.values().stream().mapToLong(Long::longValue).sum() == 6);
        fleet.stop("kcl-1");
        await("the fleet is Millrace's", fleet, owned -> owned.equals(Map.of("millrace-2", 6L)));

        fleet.startKcl("kcl-3");
        await("KCL is back", fleet, owned -> owned.getOrDefault("kcl-3", 0L) >= 1);
        fleet.stop("millrace-2");
        await("the fleet is KCL's again", fleet, owned -> owned.equals(Map.of("kcl-3", 6L)));
        int before = fleet.putSoFar();
        Awaitility.await("some more records").until(() -> fleet.putSoFar() > before + 20);
        List<String> put = fleet.stopPutting();
        Awaitility.await("every record was given to somebody").atMost(PATIENCE).untilAsserted(() -> {
            TreeSet<String> told = new TreeSet<>();
            fleet.journalLines().forEach(line -> told.add(line.substring(line.lastIndexOf(' ') + 1)));
            assertThat(told).containsAll(put);
        });
        assertThat(fleet.leases())
                .as("KCL 3 takes a mark of a hand-off that is left over for the owner")
                .noneMatch(lease -> lease.containsKey("checkpointOwner"));
    }

    private interface Expectation {
        boolean isMet(Map<String, Long> owned);
    }

    private static void await(String what, MixedFleet fleet, Expectation expectation) {
        long began = System.nanoTime();
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> expectation.isMet(fleet.owned()));
        System.out.printf("%6.1f s until %s%n", (System.nanoTime() - began) / 1e9, what);
    }
}
