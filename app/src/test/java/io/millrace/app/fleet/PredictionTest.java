package io.millrace.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.invariant.ServiceCall;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Holds the simulator's predictions against reality: the same small fleet, simulated and run. */
@ExtendWith(LocalServers.class)
@DisplayName("What the simulator predicts of a small fleet")
final class PredictionTest {
    private static final int SHARDS = 4;
    private static final int RECORDS_PER_SECOND = 16;
    private static final int RUNS = 20;
    private static final Duration STEADY_FROM = Duration.ofSeconds(20);
    private static final Duration STEADY_FOR = Duration.ofSeconds(20);

    @Test
    @DisplayName("is what DynamoDB Local and kinesis-local show: writes of a steady fleet, and time to fail over")
    void holds(LocalKinesis kinesis, LocalDynamoDb dynamoDb) throws Exception {
        List<Prediction> predicted = LongStream.rangeClosed(1, RUNS)
                .mapToObj(PredictionTest::predict)
                .toList();
        double predictedWrites = predicted.stream()
                .mapToDouble(Prediction::writesPerSecond)
                .average()
                .orElseThrow();
        double shortest = predicted.stream()
                .mapToDouble(Prediction::failoverSeconds)
                .min()
                .orElseThrow();
        double longest = predicted.stream()
                .mapToDouble(Prediction::failoverSeconds)
                .max()
                .orElseThrow();

        try (Fleet fleet = new Fleet(kinesis, dynamoDb, "prediction", SHARDS, SHARDS)) {
            fleet.putEvery(Duration.ofMillis(1_000 * SHARDS / RECORDS_PER_SECOND));
            WorkerProcess first = fleet.start("first");
            await().atMost(Duration.ofSeconds(60)).until(() -> first.hasEvent("LeadershipTaken"));
            WorkerProcess second = fleet.start("second");
            fleet.awaitShardsEach(SHARDS / 2, first, second);
            double writes = writesPerSecond(first, second);
            long now = System.currentTimeMillis();
            Set<String> shards = Fleet.shardsSince(second, now - 1_000);
            second.kill();
            double failover = fleet.secondsUntilAll(shards, first, now);

            System.out.printf(
                    Locale.ROOT,
                    "prediction: writes a second %.2f, measured %.2f; failover %.1f to %.1f s, measured %.1f s%n",
                    predictedWrites,
                    writes,
                    shortest,
                    longest,
                    failover);
            assertThat(writes).isBetween(predictedWrites * 0.7, predictedWrites * 1.3);
            assertThat(failover).isBetween(shortest - 1, longest + 2);
        }
    }

    private record Prediction(double writesPerSecond, double failoverSeconds) {}

    private static Prediction predict(long seed) {
        SteadyWrites writes = new SteadyWrites();
        SimulationReport report = FleetSimulation.of(Scenario.quiet(seed, 2, SHARDS, Duration.ofSeconds(60))
                        .withLoad(RECORDS_PER_SECOND, Duration.ofMillis(1))
                        .withSettings(Map.of("failoverTime", "6s"))
                        .withActions(new Action.Crash(STEADY_FROM.plus(STEADY_FOR), "w2")))
                .watch(writes::in)
                .run();
        assertThat(report.passed()).as(report.text()).isTrue();
        return new Prediction(
                writes.count / (double) STEADY_FOR.toSeconds(),
                report.figures().recoveryMillis().max() / 1_000.0);
    }

    /** Counts the writes that are sent while nothing happens. */
    public static final class SteadyWrites implements Observer {
        private @Nullable GroundTruth truth;
        private int count;

        Observer in(GroundTruth given) {
            truth = given;
            return this;
        }

        @Override
        public void sent(ServiceCall call) {
            Duration now = Duration.ofNanos(Objects.requireNonNull(truth).nowNanos());
            boolean steady = now.compareTo(STEADY_FROM) >= 0 && now.compareTo(STEADY_FROM.plus(STEADY_FOR)) < 0;
            boolean write =
                    Set.of("store.create", "store.replace", "store.delete").contains(call.operation());
            if (steady && write) {
                count++;
            }
        }
    }

    /** Waits until all workers have beaten often enough since now, and counts what they have written meanwhile. */
    private static double writesPerSecond(WorkerProcess... workers) {
        List<Integer> before =
                Arrays.stream(workers).map(worker -> writes(worker).size()).toList();
        double sum = 0;
        for (int i = 0; i < workers.length; i++) {
            WorkerProcess worker = workers[i];
            int skip = before.get(i);
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> heartbeats(writes(worker).stream().skip(skip)) >= 11);
            List<String> since = writes(worker).stream().skip(skip).toList();
            long millis = millis(since.get(since.size() - 1)) - millis(since.get(0));
            sum += (since.size() - 1) * 1_000.0 / millis;
        }
        return sum;
    }

    private static long heartbeats(Stream<String> writes) {
        return writes.filter(write -> write.contains("operation=heartbeat")).count();
    }

    private static List<String> writes(WorkerProcess worker) {
        return worker.events().stream()
                .filter(event -> event.contains("CallEnded"))
                .toList();
    }

    private static long millis(String event) {
        return Long.parseLong(event.split(" ")[1]);
    }
}
