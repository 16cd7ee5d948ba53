package io.millrace.domain.assignment;

import static io.millrace.domain.assignment.Fleets.after;
import static io.millrace.domain.assignment.Fleets.balancing;
import static io.millrace.domain.assignment.Fleets.fleet;
import static io.millrace.domain.assignment.Fleets.id;
import static io.millrace.domain.assignment.Fleets.moves;
import static io.millrace.domain.assignment.Fleets.plan;
import static io.millrace.domain.assignment.Fleets.unowned;
import static io.millrace.domain.assignment.Fleets.withWorkers;
import static io.millrace.domain.assignment.Fleets.worstDeviation;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import io.millrace.domain.assignment.Move.Reason;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** The laws of the planner, on any fleet in any state. */
class AssignmentPlannerPropertyTest {
    private static final double SLACK = 1e-6;

    @Property(tries = 300)
    void everyLeaseGetsOneAcceptingWorker(
            @ForAll("fleets") FleetView fleet, @ForAll("settings") PlanningSettings settings) {
        AssignmentPlan plan = AssignmentPlanner.plan(fleet, settings);

        List<LeaseKey> given = new ArrayList<>();
        fleet.workers().forEach(worker -> {
            ImmutableSortedSet<LeaseKey> target = plan.target().get(worker.id());
            assertThat(target).isNotNull();
            if (!worker.accepting()) {
                assertThat(target).isEmpty();
            }
            given.addAll(target);
        });
        assertThat(plan.target()).hasSize(fleet.workers().size());
        assertThat(given)
                .containsExactlyInAnyOrderElementsOf(
                        fleet.leases().stream().map(LeaseView::key).toList());
    }

    @Property(tries = 300)
    void everyWorkerGetsItsFairShareOfTheLeasesRoundedDownOrUp(@ForAll("fleets") FleetView fleet) {
        AssignmentPlan plan = plan(fleet);

        assertFairShares(fleet, plan);
        assertThat(plan.moreToMove()).isFalse();
    }

    @Property(tries = 300)
    void aPlanThatIsCarriedOutChangesNothingWhenMadeAgain(
            @ForAll("fleets") FleetView fleet, @ForAll @DoubleRange(max = 0.5) double deadBand) {
        PlanningSettings settings = new PlanningSettings(deadBand, 1_000);
        FleetView done = after(fleet, AssignmentPlanner.plan(fleet, settings));

        AssignmentPlan again = AssignmentPlanner.plan(done, settings);

        assertThat(again.moves()).isEmpty();
        assertThat(again.moreToMove()).isFalse();
    }

    @Property(tries = 300)
    void theOrderOfTheArgumentsDoesNotMatter(
            @ForAll("fleets") FleetView fleet, @ForAll("settings") PlanningSettings settings, @ForAll long seed) {
        List<WorkerView> workers = new ArrayList<>(fleet.workers());
        List<LeaseView> leases = new ArrayList<>(fleet.leases());
        Collections.shuffle(workers, new Random(seed));
        Collections.shuffle(leases, new Random(seed));

        assertThat(AssignmentPlanner.plan(fleet(workers, leases), settings))
                .isEqualTo(AssignmentPlanner.plan(fleet, settings));
    }

    @Property(tries = 300)
    void movesAreWhatTheTargetChangesAndSayWhy(
            @ForAll("fleets") FleetView fleet, @ForAll("settings") PlanningSettings settings) {
        AssignmentPlan plan = AssignmentPlanner.plan(fleet, settings);

        Map<LeaseKey, SessionId> owners = new TreeMap<>();
        plan.target().forEach((session, leases) -> leases.forEach(lease -> owners.put(lease, session)));
        Set<SessionId> living =
                Sets.newTreeSet(fleet.workers().stream().map(WorkerView::id).toList());
        Set<SessionId> staying =
                Sets.newTreeSet(accepting(fleet).stream().map(WorkerView::id).toList());
        Map<LeaseKey, Move> moves = new TreeMap<>();
        plan.moves().forEach(move -> assertThat(moves.put(move.lease(), move)).isNull());
        for (LeaseView lease : fleet.leases()) {
            SessionId next = owners.get(lease.key());
            if (lease.owner().equals(Optional.of(next))) {
                assertThat(moves).doesNotContainKey(lease.key());
                continue;
            }
            Move move = moves.remove(lease.key());
            assertThat(move).isNotNull();
            assertThat(move.to()).isEqualTo(next);
            assertThat(move.from()).isEqualTo(lease.owner().filter(living::contains));
            assertThat(move.reason())
                    .isIn(
                            move.from().isEmpty()
                                    ? Set.of(Reason.UNOWNED)
                                    : staying.contains(move.from().get())
                                            ? Set.of(Reason.BALANCE, Reason.LOAD)
                                            : Set.of(Reason.OWNER_LEAVING));
            assertThat(move.explanation()).contains(next.value());
            move.from().ifPresent(from -> assertThat(move.explanation()).contains(from.value()));
        }
        assertThat(moves).isEmpty();
        assertThat(plan.moves())
                .isSortedAccordingTo(Comparator.comparing(Move::reason).thenComparing(Move::lease));
    }

    /** Against the least over all ways to round the shares, found by trying all of them. */
    @Property(tries = 300)
    void noBalancedAssignmentTakesFewerLeasesFromLivingOwners(@ForAll("fleetsOfEqualWeights") FleetView fleet) {
        AssignmentPlan plan = plan(fleet);

        int leases = fleet.leases().size();
        double capacity =
                accepting(fleet).stream().mapToDouble(WorkerView::capacity).sum();
        List<WorkerView> workers = accepting(fleet);
        int least = Integer.MAX_VALUE;
        for (int rounding = 0; rounding < 1 << workers.size(); rounding++) {
            int given = 0;
            int taken = 0;
            for (int i = 0; i < workers.size(); i++) {
                double share = leases * workers.get(i).capacity() / capacity;
                int quota = (int) ((rounding >> i & 1) == 1 ? Math.ceil(share - SLACK) : Math.floor(share + SLACK));
                SessionId id = workers.get(i).id();
                long had = fleet.leases().stream()
                        .filter(lease -> lease.owner().equals(Optional.of(id)))
                        .count();
                given += quota;
                taken += (int) Math.max(0, had - quota);
            }
            least = given == leases ? Math.min(least, taken) : least;
        }
        assertThat(moves(plan, Reason.BALANCE)).hasSize(least);
    }

    @Property(tries = 300)
    void aJoinMovesNoMoreThanTheShareOfWhoJoins(
            @ForAll @IntRange(max = 60) int leases, @ForAll @IntRange(min = 1, max = 9) int workers) {
        FleetView balanced = balanced(leases, workers);

        AssignmentPlan plan = plan(withWorkers(balanced, equalWorkers(workers + 1)));

        assertThat(plan.moves())
                .hasSizeLessThanOrEqualTo((leases + workers) / (workers + 1))
                .allMatch(move -> move.to().equals(id(workers)) && move.reason() == Reason.BALANCE);
    }

    @Property(tries = 300)
    void aDepartureMovesOnlyWhatTheLeaverHad(
            @ForAll @IntRange(max = 60) int leases,
            @ForAll @IntRange(min = 2, max = 9) int workers,
            @ForAll @IntRange(max = 8) int chosen,
            @ForAll boolean isGraceful) {
        FleetView balanced = balanced(leases, workers);
        int leaver = chosen % workers;
        List<WorkerView> left = new ArrayList<>(equalWorkers(workers));
        left.remove(leaver);
        if (isGraceful) {
            left.add(Fleets.leaving(leaver));
        }

        AssignmentPlan plan = plan(withWorkers(balanced, left));

        assertThat(plan.moves()).extracting(Move::lease).containsExactlyElementsOf(had(balanced, leaver));
        assertThat(plan.moves())
                .allMatch(move -> move.reason() == (isGraceful ? Reason.OWNER_LEAVING : Reason.UNOWNED));
    }

    @Property(tries = 300)
    void theBudgetBoundsEachPlanAndRepeatedPlansComeToBalance(
            @ForAll("fleets") FleetView fleet, @ForAll @IntRange(min = 1, max = 5) int budget) {
        PlanningSettings settings = new PlanningSettings(0.2, budget);
        FleetView state = fleet;
        AssignmentPlan plan = AssignmentPlanner.plan(state, settings);
        int plans = 1;
        while (plan.moreToMove()) {
            assertThat(balancing(plan)).hasSizeBetween(1, budget);
            state = after(state, plan);
            plan = AssignmentPlanner.plan(state, settings);
            assertThat(++plans).isLessThan(1_000);
        }
        assertThat(balancing(plan)).hasSizeLessThanOrEqualTo(budget);
        state = after(state, plan);
        assertThat(AssignmentPlanner.plan(state, settings).moves()).isEmpty();
        assertFairShares(fleet, plan);
    }

    /** In a fleet whose counts are balanced, only weights are a reason to move anything. */
    @Property(tries = 300)
    void weightsAreEvenedOutWithoutHarmAndOnlyOutsideTheDeadBand(
            @ForAll @IntRange(min = 1, max = 40) int leases,
            @ForAll @IntRange(min = 1, max = 8) int workers,
            @ForAll @DoubleRange(max = 1) double deadBand,
            @ForAll("weights") Arbitrary<Double> weights,
            @ForAll long seed) {
        FleetView balanced = reweighed(balanced(leases, workers), weights, seed);
        AssignmentPlan before = plan(balanced(leases, workers));
        PlanningSettings settings = new PlanningSettings(deadBand, 1_000);

        AssignmentPlan plan = AssignmentPlanner.plan(balanced, settings);

        double was = worstDeviation(balanced, before);
        assertThat(worstDeviation(balanced, plan)).isLessThanOrEqualTo(was + SLACK);
        if (was < deadBand) {
            assertThat(plan.moves()).isEmpty();
        }
        if (!plan.moves().isEmpty()) {
            assertThat(was).isGreaterThan(deadBand);
        }
    }

    /** Two workers, where the best exchange is easily found by trying all: none that is worthwhile is left. */
    @Property(tries = 300)
    void noWorthwhileExchangeIsLeft(
            @ForAll @IntRange(min = 2, max = 16) int leases,
            @ForAll("weights") Arbitrary<Double> weights,
            @ForAll long seed) {
        FleetView fleet = reweighed(balanced(leases, 2), weights, seed);

        AssignmentPlan plan = plan(fleet);

        double deviation = worstDeviation(fleet, plan);
        if (deviation > 0.2 + SLACK) {
            Map<LeaseKey, Double> weight = new TreeMap<>();
            fleet.leases().forEach(lease -> weight.put(lease.key(), lease.weight()));
            double mean =
                    weight.values().stream().mapToDouble(Double::doubleValue).sum() / leases;
            double apart = Fleets.weights(fleet, plan).get(id(0))
                    - Fleets.weights(fleet, plan).get(id(1));
            double nearest = Math.abs(apart);
            for (LeaseKey one : plan.target().get(id(0))) {
                for (LeaseKey other : plan.target().get(id(1))) {
                    nearest = Math.min(nearest, Math.abs(apart - 2 * (weight.get(one) - weight.get(other))));
                }
            }
            assertThat((Math.abs(apart) - nearest) / 2).isLessThanOrEqualTo(0.1 * mean + SLACK);
        }
    }

    @Property(tries = 300)
    void whoeverLivesKeepsWhatItHasWhenNobodyAccepts(@ForAll("fleets") FleetView fleet) {
        FleetView leaving = withWorkers(
                fleet,
                fleet.workers().stream()
                        .map(worker -> new WorkerView(worker.id(), worker.capacity(), false))
                        .toList());

        AssignmentPlan plan = plan(leaving);

        assertThat(plan.moves()).isEmpty();
        leaving.workers()
                .forEach(worker -> assertThat(plan.target().get(worker.id()))
                        .containsExactlyElementsOf(had(worker.id(), leaving)));
    }

    /** Two fleets that differ only in scale get the same plan: neither unit, of weight or of capacity, matters. */
    @Property(tries = 300)
    void unitsDoNotMatter(@ForAll("fleets") FleetView fleet) {
        FleetView scaled = fleet(
                fleet.workers().stream()
                        .map(worker -> new WorkerView(worker.id(), worker.capacity() * 1024, worker.accepting()))
                        .toList(),
                fleet.leases().stream()
                        .map(lease -> new LeaseView(lease.key(), lease.owner(), lease.weight() * 1024))
                        .toList());

        assertThat(plan(scaled).target()).isEqualTo(plan(fleet).target());
    }

    @Provide
    Arbitrary<FleetView> fleets() {
        return fleetsWith(
                Arbitraries.of(1.0, 1.0, 1.0, 2.0, 0.3, 10.0), weights().flatMap(w -> w));
    }

    @Provide
    Arbitrary<FleetView> fleetsOfEqualWeights() {
        return fleetsWith(Arbitraries.of(1.0, 1.0, 2.0, 0.5), Arbitraries.just(1.0));
    }

    @Provide
    Arbitrary<PlanningSettings> settings() {
        return Combinators.combine(
                        Arbitraries.doubles().between(0, 0.5),
                        Arbitraries.integers().between(1, 50))
                .as(PlanningSettings::new);
    }

    /** Ways in which weights may be spread. */
    @Provide
    Arbitrary<Arbitrary<Double>> weights() {
        return Arbitraries.of(
                Arbitraries.just(1.0),
                Arbitraries.doubles().between(0.5, 1.5),
                Arbitraries.of(0.0, 1.0, 100.0),
                Arbitraries.doubles().between(0, 1_000));
    }

    /** At least one worker accepts; owners are workers that accept, leave, or are gone, or nobody. */
    private static Arbitrary<FleetView> fleetsWith(Arbitrary<Double> capacities, Arbitrary<Double> weights) {
        Arbitrary<List<WorkerView>> workers = Combinators.combine(
                        capacities.list().ofMinSize(1).ofMaxSize(6),
                        Arbitraries.of(true, true, true, false).list().ofSize(6))
                .as((caps, accepting) -> IntStream.range(0, caps.size())
                        .mapToObj(i -> new WorkerView(id(i), caps.get(i), i == 0 || accepting.get(i)))
                        .toList());
        Arbitrary<List<LeaseView>> leases = Combinators.combine(
                        Arbitraries.integers().between(-1, 8), weights)
                .as((owner, weight) ->
                        new LeaseView(Fleets.key(0), owner < 0 ? Optional.empty() : Optional.of(id(owner)), weight))
                .list()
                .ofMaxSize(40)
                .map(views -> IntStream.range(0, views.size())
                        .mapToObj(i -> new LeaseView(
                                Fleets.key(i),
                                views.get(i).owner(),
                                views.get(i).weight()))
                        .toList());
        return Combinators.combine(workers, leases).as(Fleets::fleet);
    }

    private static void assertFairShares(FleetView fleet, AssignmentPlan plan) {
        double capacity =
                accepting(fleet).stream().mapToDouble(WorkerView::capacity).sum();
        for (WorkerView worker : accepting(fleet)) {
            double share = fleet.leases().size() * worker.capacity() / capacity;
            assertThat(plan.target().get(worker.id()).size())
                    .isBetween((int) Math.floor(share + SLACK), (int) Math.ceil(share - SLACK));
        }
    }

    private static FleetView balanced(int leases, int workers) {
        FleetView fleet = fleet(
                equalWorkers(workers),
                IntStream.range(0, leases).mapToObj(i -> unowned(i, 1)).toList());
        return after(fleet, plan(fleet));
    }

    private static FleetView reweighed(FleetView fleet, Arbitrary<Double> weights, long seed) {
        Random random = new Random(seed);
        var generator = weights.generator(1_000);
        return fleet(
                fleet.workers(),
                fleet.leases().stream()
                        .map(lease -> new LeaseView(
                                lease.key(),
                                lease.owner(),
                                0.001 + generator.next(random).value()))
                        .toList());
    }

    private static List<WorkerView> equalWorkers(int count) {
        return IntStream.range(0, count).mapToObj(Fleets::worker).toList();
    }

    private static List<WorkerView> accepting(FleetView fleet) {
        return fleet.workers().stream().filter(WorkerView::accepting).toList();
    }

    private static List<LeaseKey> had(FleetView fleet, int worker) {
        return had(id(worker), fleet);
    }

    private static List<LeaseKey> had(SessionId session, FleetView fleet) {
        return fleet.leases().stream()
                .filter(lease -> lease.owner().equals(Optional.of(session)))
                .map(LeaseView::key)
                .toList();
    }
}
