package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.consumer.BatchAttempts.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BatchAttemptsPropertyTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    /** Drives a batch through a processor that throws whenever it is handed a poison record. */
    private static final class Run {
        private final Set<Integer> poison;
        private final Iterator<Boolean> passingTroubles;
        private final BatchAttempts attempts;
        private final int[] handedOver;
        private final List<Integer> done = new ArrayList<>();
        private final List<Integer> parked = new ArrayList<>();
        private int deliveries;
        private Step end;

        Run(int size, FailurePolicy policy, Set<Integer> poison, List<Boolean> passingTroubles) {
            this.poison = poison;
            this.passingTroubles = passingTroubles.iterator();
            this.attempts = new BatchAttempts(Records.count(size), policy);
            this.handedOver = new int[size];
            this.end = attempts.first();
        }

        Run untilEnd(int mostDeliveries) {
            while (deliveries < mostDeliveries && !(end instanceof Step.Done) && !(end instanceof Step.Stop)) {
                assertThat(attempts.doneUpTo()).isEqualTo(done.size());
                end = end instanceof Step.Park park ? park(park) : deliver((Step.Deliver) end);
            }
            return this;
        }

        private Step deliver(Step.Deliver step) {
            deliveries++;
            assertThat(step.from()).isEqualTo(done.size());
            assertThat(step.to()).isGreaterThan(step.from());
            int before = Arrays.stream(handedOver, step.from(), step.to()).max().orElseThrow();
            assertThat(step.attempt()).isEqualTo(before + 1);
            boolean troubled = passingTroubles.hasNext() && passingTroubles.next();
            boolean throwing = troubled || inRange(step).anyMatch(poison::contains);
            inRange(step).forEach(index -> handedOver[index]++);
            if (throwing) {
                return attempts.failed(0.5);
            }
            inRange(step).forEach(done::add);
            return attempts.succeeded();
        }

        private Step park(Step.Park step) {
            assertThat(step.index()).isEqualTo(done.size());
            assertThat(step.attempts()).isEqualTo(handedOver[step.index()]);
            if (passingTroubles.hasNext() && passingTroubles.next()) {
                return attempts.failed(0.5);
            }
            done.add(step.index());
            parked.add(step.index());
            return attempts.succeeded();
        }

        private static IntStream inRange(Step.Deliver step) {
            return IntStream.range(step.from(), step.to());
        }
    }

    @Property
    void exactlyThePoisonIsParkedAndAllElseDeliveredInOrder(
            @ForAll("poison") Set<Integer> poison,
            @ForAll @IntRange(min = 1, max = 50) int size,
            @ForAll @IntRange(min = 1, max = 4) int attempts) {
        Run run = new Run(size, new FailurePolicy.DeadLetter(attempts, BACKOFF), poison, List.of())
                .untilEnd(Integer.MAX_VALUE);
        List<Integer> expected =
                poison.stream().filter(index -> index < size).sorted().toList();
        assertThat(run.end).isEqualTo(new Step.Done());
        assertThat(run.parked).isEqualTo(expected);
        assertThat(run.done).isEqualTo(IntStream.range(0, size).boxed().toList());
        // A poison record costs the tries of the whole, of itself, and two halves for each halving.
        int halvings = 32 - Integer.numberOfLeadingZeros(size);
        assertThat(run.deliveries).isLessThanOrEqualTo(1 + attempts + expected.size() * (attempts + 2 * halvings));
    }

    @Property
    void passingTroublesLoseNothingAndSkipNothing(
            @ForAll("poison") Set<Integer> poison,
            @ForAll @IntRange(min = 1, max = 50) int size,
            @ForAll @IntRange(min = 1, max = 4) int attempts,
            @ForAll @Size(max = 60) List<Boolean> troubles) {
        Run run = new Run(size, new FailurePolicy.DeadLetter(attempts, BACKOFF), poison, troubles)
                .untilEnd(Integer.MAX_VALUE);
        assertThat(run.end).isEqualTo(new Step.Done());
        assertThat(run.done).isEqualTo(IntStream.range(0, size).boxed().toList());
        assertThat(run.parked)
                .containsAll(poison.stream().filter(index -> index < size).toList());
    }

    @Property
    void retryNeverParksNorStopsNorSplits(
            @ForAll("poison") Set<Integer> poison,
            @ForAll @IntRange(min = 1, max = 50) int size,
            @ForAll @Size(max = 60) List<Boolean> troubles) {
        Run run = new Run(size, new FailurePolicy.Retry(BACKOFF), poison, troubles).untilEnd(100);
        boolean poisoned = poison.stream().anyMatch(index -> index < size);
        if (poisoned) {
            assertThat(run.end).isInstanceOfSatisfying(Step.Deliver.class, step -> {
                assertThat(step.from()).isZero();
                assertThat(step.to()).isEqualTo(size);
                assertThat(step.attempt()).isEqualTo(101);
            });
        } else {
            assertThat(run.end).isEqualTo(new Step.Done());
        }
        assertThat(run.parked).isEmpty();
    }

    @Property
    void stopNeverParksAndStopsAfterItsAttempts(
            @ForAll("poison") Set<Integer> poison,
            @ForAll @IntRange(min = 1, max = 50) int size,
            @ForAll @IntRange(min = 1, max = 4) int attempts) {
        Run run = new Run(size, new FailurePolicy.StopShard(attempts, BACKOFF), poison, List.of())
                .untilEnd(Integer.MAX_VALUE);
        boolean poisoned = poison.stream().anyMatch(index -> index < size);
        assertThat(run.end).isEqualTo(poisoned ? new Step.Stop(0) : new Step.Done());
        assertThat(run.deliveries).isEqualTo(poisoned ? attempts : 1);
        assertThat(run.parked).isEmpty();
    }

    @Provide
    Arbitrary<Set<Integer>> poison() {
        return Arbitraries.integers().between(0, 60).set().ofMaxSize(8);
    }
}
