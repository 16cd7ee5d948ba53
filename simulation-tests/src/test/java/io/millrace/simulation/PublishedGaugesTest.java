package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.domain.lease.Lease;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.invariant.ProcessorCall;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** S22: what a worker publishes of itself is true, at most one coordination interval late. */
class PublishedGaugesTest {
    private static final Scenario EVENTFUL = Scenario.quiet(22, 3, 6, Duration.ofSeconds(90))
            .withActions(
                    new Action.Split(Duration.ofSeconds(15), 1),
                    new Action.Crash(Duration.ofSeconds(25), "w2"),
                    new Action.Join(Duration.ofSeconds(40), "w4"),
                    new Action.Pause(Duration.ofSeconds(50), "w3", Duration.ofSeconds(15)),
                    new Action.GracefulStop(Duration.ofSeconds(75), "w1"));

    private SimpleMeterRegistry latest = new SimpleMeterRegistry();

    @Test
    void leasesHeldAndRecordsProcessedAreWhatIsTrue() {
        List<Comparison> comparisons = new ArrayList<>();
        FleetSimulation.of(EVENTFUL)
                .configure(builder -> {
                    latest = new SimpleMeterRegistry();
                    builder.meters(latest);
                })
                .watch(truth -> {
                    Comparison comparison = new Comparison(truth);
                    comparisons.add(comparison);
                    return comparison;
                })
                .run()
                .assertPassed();
        Comparison comparison = comparisons.get(0);
        assertThat(comparison.compared).isGreaterThan(200);
        assertThat(comparison.untrue).isEmpty();
    }

    /** Compares each second; what differs twice in a row was not merely late. */
    public final class Comparison implements Observer {
        private final GroundTruth truth;
        private final Map<String, SimpleMeterRegistry> registries = new TreeMap<>();
        private final Map<String, Long> processed = new TreeMap<>();
        private final Map<String, String> differedBefore = new TreeMap<>();
        private final List<String> untrue = new ArrayList<>();
        private int compared;

        private Comparison(GroundTruth truth) {
            this.truth = truth;
        }

        @Override
        public void started(String worker, String life) {
            registries.put(life, latest);
        }

        @Override
        public void ended(String life) {
            registries.remove(life);
        }

        @Override
        public void returned(ProcessorCall call) {
            processed.merge(call.run().life(), (long) call.records().size(), Long::sum);
        }

        @Override
        public void secondPassed() {
            registries.forEach((life, registry) -> {
                // one that stands still cannot know what is done to its leases
                if (!truth.fleet()
                        .life(life)
                        .isAttentiveSince(
                                truth.nowNanos() - Duration.ofSeconds(2).toNanos(), truth.nowNanos())) {
                    differedBefore.remove(life);
                    return;
                }
                compared++;
                long held = truth.leases().leases().stream()
                        .filter(lease -> isOwner(life, lease))
                        .count();
                Counter records = registry.find("millrace.processed.records").counter();
                String published = registry.get("millrace.leases.held").gauge().value() + " leases, "
                        + (records == null ? 0 : records.count()) + " records";
                String actual = (double) held + " leases, " + (double) processed.getOrDefault(life, 0L) + " records";
                String before = differedBefore.remove(life);
                if (!published.equals(actual)) {
                    String difference = life + " published " + published + ", not " + actual;
                    if (difference.equals(before)) {
                        untrue.add(difference);
                    }
                    differedBefore.put(life, difference);
                }
            });
        }

        private boolean isOwner(String life, Lease lease) {
            return truth.leases().ownerLife(lease).filter(life::equals).isPresent();
        }
    }
}
