package io.millrace.domain.assignment;

import static io.millrace.domain.assignment.Fleets.after;
import static io.millrace.domain.assignment.Fleets.count;
import static io.millrace.domain.assignment.Fleets.fleet;
import static io.millrace.domain.assignment.Fleets.id;
import static io.millrace.domain.assignment.Fleets.key;
import static io.millrace.domain.assignment.Fleets.leaving;
import static io.millrace.domain.assignment.Fleets.moves;
import static io.millrace.domain.assignment.Fleets.owned;
import static io.millrace.domain.assignment.Fleets.plan;
import static io.millrace.domain.assignment.Fleets.unowned;
import static io.millrace.domain.assignment.Fleets.withWorkers;
import static io.millrace.domain.assignment.Fleets.worker;
import static io.millrace.domain.assignment.Fleets.worstDeviation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.domain.assignment.Move.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AssignmentPlannerTest {
    @Test
    void anEmptyFleetHasAnEmptyPlan() {
        AssignmentPlan plan = plan(fleet(List.of(), List.of(unowned(0, 1))));

        assertThat(plan.target()).isEmpty();
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.moreToMove()).isFalse();
    }

    @Test
    void aFirstPlanSharesOutEvenly() {
        AssignmentPlan plan = plan(fleet(workers(3), unownedLeases(16)));

        assertThat(List.of(count(plan, 0), count(plan, 1), count(plan, 2))).containsExactlyInAnyOrder(5, 5, 6);
        assertThat(plan.moves()).hasSize(16).allMatch(move -> move.reason() == Reason.UNOWNED);
        assertThat(plan.moves().get(0).explanation())
                .isEqualTo("nobody owns it; worker-000 has 0 of 16 leases, fair share 5..6");
    }

    @Test
    void moreWorkersThanLeasesLeavesSomeWithNothing() {
        AssignmentPlan plan = plan(fleet(workers(4), List.of(unowned(0, 1))));

        assertThat(plan.target().keySet()).containsExactly(id(0), id(1), id(2), id(3));
        assertThat(count(plan, 0)).isEqualTo(1);
    }

    @Test
    void aJoiningWorkerTakesItsShareFromTheFullest() {
        List<LeaseView> leases = new ArrayList<>();
        IntStream.range(0, 10).forEach(shard -> leases.add(owned(shard, 0, 1)));
        IntStream.range(10, 16).forEach(shard -> leases.add(owned(shard, 1, 1)));

        AssignmentPlan plan = plan(fleet(workers(3), leases));

        assertThat(moves(plan, Reason.BALANCE))
                .hasSize(5)
                .allMatch(move -> move.to().equals(id(2)));
        assertThat(moves(plan, Reason.BALANCE))
                .filteredOn(move -> move.from().orElseThrow().equals(id(0)))
                .hasSize(5)
                .first()
                .extracting(Move::explanation)
                .isEqualTo("worker-000 has 10 of 16 leases, fair share 5..6, and keeps 5; worker-002 has 0");
        assertThat(count(plan, 1)).isEqualTo(6);
    }

    @Test
    void whatALeavingWorkerHadIsAllThatMoves() {
        FleetView balanced = after(fleet(workers(3), unownedLeases(16)), plan(fleet(workers(3), unownedLeases(16))));

        AssignmentPlan plan = plan(withWorkers(balanced, List.of(worker(0), leaving(1), worker(2))));

        assertThat(plan.target().get(id(1))).isEmpty();
        assertThat(plan.moves()).isNotEmpty().allSatisfy(move -> {
            assertThat(move.reason()).isEqualTo(Reason.OWNER_LEAVING);
            assertThat(move.from()).contains(id(1));
            assertThat(move.explanation()).startsWith("worker-001 is leaving; worker-00");
        });
        assertThat(count(plan, 0)).isEqualTo(8);
        assertThat(count(plan, 2)).isEqualTo(8);
    }

    @Test
    void aLeaseOfSomebodyGoneIsUnowned() {
        AssignmentPlan plan = plan(fleet(workers(1), List.of(owned(0, 7, 1))));

        assertThat(plan.moves())
                .containsExactly(new Move(
                        key(0),
                        Optional.empty(),
                        id(0),
                        Reason.UNOWNED,
                        "its last owner worker-007 is gone; worker-000 has 0 of 1 leases, fair share 1"));
    }

    @Test
    void livingOwnersKeepWhatTheyHaveWhenNobodyAccepts() {
        AssignmentPlan plan =
                plan(fleet(List.of(leaving(0), leaving(1)), List.of(owned(0, 0, 1), owned(1, 5, 1), unowned(2, 1))));

        assertThat(plan.target().get(id(0))).containsExactly(key(0));
        assertThat(plan.target().get(id(1))).isEmpty();
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.moreToMove()).isFalse();
    }

    @Test
    void capacityDecidesTheShare() {
        List<WorkerView> workers = List.of(
                new WorkerView(id(0), 0.1, true), new WorkerView(id(1), 0.2, true), new WorkerView(id(2), 0.3, true));

        AssignmentPlan plan = plan(fleet(workers, unownedLeases(12)));

        assertThat(List.of(count(plan, 0), count(plan, 1), count(plan, 2))).containsExactly(2, 4, 6);
    }

    @Test
    void extremeCapacitiesAndWeightsAreSurvived() {
        List<WorkerView> workers = List.of(
                new WorkerView(id(0), Double.MIN_VALUE, true),
                new WorkerView(id(1), Double.MAX_VALUE, true),
                new WorkerView(id(2), Double.MAX_VALUE, true));
        List<LeaseView> leases = IntStream.range(0, 10)
                .mapToObj(shard -> unowned(shard, shard % 2 == 0 ? Double.MAX_VALUE : Double.MIN_VALUE))
                .toList();

        AssignmentPlan plan = plan(fleet(workers, leases));

        assertThat(count(plan, 1)).isEqualTo(5);
        assertThat(count(plan, 2)).isEqualTo(5);
    }

    @Test
    void theBudgetHoldsBackBalanceOnly() {
        List<LeaseView> leases = new ArrayList<>();
        IntStream.range(0, 20).forEach(shard -> leases.add(owned(shard, 0, 1)));
        IntStream.range(20, 24).forEach(shard -> leases.add(unowned(shard, 1)));
        IntStream.range(24, 28).forEach(shard -> leases.add(owned(shard, 9, 1)));
        List<WorkerView> workers = List.of(worker(0), worker(1), worker(2), leaving(9));

        AssignmentPlan plan = AssignmentPlanner.plan(fleet(workers, leases), new PlanningSettings(0.2, 3));

        assertThat(moves(plan, Reason.UNOWNED)).hasSize(4);
        assertThat(moves(plan, Reason.OWNER_LEAVING)).hasSize(4);
        assertThat(moves(plan, Reason.BALANCE)).hasSize(3);
        assertThat(plan.moreToMove()).isTrue();
    }

    @Test
    void heavyLeasesAreSpreadByExchange() {
        // Both have four leases, but all the work is with one.
        List<LeaseView> leases = new ArrayList<>();
        IntStream.range(0, 4).forEach(shard -> leases.add(owned(shard, 0, 10)));
        IntStream.range(4, 8).forEach(shard -> leases.add(owned(shard, 1, 1)));
        FleetView fleet = fleet(workers(2), leases);

        AssignmentPlan plan = plan(fleet);

        assertThat(count(plan, 0)).isEqualTo(4);
        assertThat(worstDeviation(fleet, plan)).isZero();
        assertThat(plan.moves()).hasSize(4).allMatch(move -> move.reason() == Reason.LOAD);
        assertThat(plan.moves().get(0).explanation())
                .isEqualTo("worker-000 carries 40.00, 82 % above its fair share 22.00; worker-001 carries 4.00, 82 %"
                        + " below its fair share 22.00; more than 20 % off is too much; this lease of 10.00 evens that"
                        + " out");
        assertThat(plan.moves().get(3).explanation())
                .endsWith("this lease of 1.00 goes the other way in exchange for a heavier one");
    }

    @Test
    void aHotLeaseThatNothingCanEvenOutIsLeftAlone() {
        List<LeaseView> leases = new ArrayList<>(List.of(owned(0, 0, 1_000)));
        IntStream.range(1, 16).forEach(shard -> leases.add(owned(shard, shard % 4, 1 + shard / 1_000.0)));

        assertThat(plan(fleet(workers(4), leases)).moves()).isEmpty();
    }

    @Test
    void deviationsWithinTheDeadBandAreLeftAlone() {
        List<LeaseView> leases = new ArrayList<>();
        IntStream.range(0, 4).forEach(shard -> leases.add(owned(shard, 0, 1.15)));
        IntStream.range(4, 8).forEach(shard -> leases.add(owned(shard, 1, 0.85)));

        assertThat(plan(fleet(workers(2), leases)).moves()).isEmpty();
        assertThat(AssignmentPlanner.plan(fleet(workers(2), leases), new PlanningSettings(0.1, 1_000))
                        .moves())
                .isNotEmpty();
    }

    @Test
    void whereThereIsLittleToDoNoDifferenceIsWorthAMove() {
        List<LeaseView> leases = List.of(owned(0, 0, 3), owned(1, 0, 3), owned(2, 1, 1), owned(3, 1, 1));

        assertThat(AssignmentPlanner.plan(fleet(workers(2), leases), PlanningSettings.defaults())
                        .moves())
                .as("2 off a fair share of 4 is half of it, but less than 4")
                .isEmpty();
        assertThat(plan(fleet(workers(2), leases)).moves()).hasSize(2);
    }

    @Test
    void whatRestsIsNotMovedForItsWeight() {
        List<LeaseView> leases = new ArrayList<>();
        IntStream.range(0, 4).forEach(shard -> leases.add(resting(shard, 10)));
        IntStream.range(4, 8).forEach(shard -> leases.add(owned(shard, 1, 1)));
        assertThat(plan(fleet(workers(2), leases)).moves()).isEmpty();

        leases.set(0, owned(0, 0, 10));
        assertThat(plan(fleet(workers(2), leases)).moves())
                .extracting(Move::lease)
                .as("the one that does not rest, for one of the other's")
                .hasSize(2)
                .contains(key(0));
    }

    @Test
    void whatRestsIsMovedForTheCountAndThenByItsWeight() {
        List<LeaseView> leases = new ArrayList<>();
        IntStream.range(0, 6).forEach(shard -> leases.add(resting(shard, 1 + shard)));

        AssignmentPlan plan = plan(fleet(workers(2), leases));

        assertThat(plan.moves()).hasSize(3).allMatch(move -> move.reason() == Reason.BALANCE);
    }

    private static LeaseView resting(int shard, double weight) {
        return new LeaseView(key(shard), Optional.of(id(0)), weight, true);
    }

    @Test
    void theSpareLeaseGoesToWhoCarriesLess() {
        // Counts 3 and 2 are balanced, but the third lease belongs with the other.
        List<LeaseView> leases =
                List.of(owned(0, 0, 5), owned(1, 0, 5), owned(2, 0, 5), owned(3, 1, 2), owned(4, 1, 2));

        AssignmentPlan plan = plan(fleet(workers(2), leases));

        assertThat(plan.moves()).hasSize(1);
        assertThat(count(plan, 1)).isEqualTo(3);
    }

    @Test
    void aNewLeaseGoesToWhoCarriesLess() {
        List<LeaseView> leases = List.of(owned(0, 0, 5), owned(1, 1, 1), unowned(2, 2));

        assertThat(plan(fleet(workers(2), leases)).target().get(id(1))).containsExactly(key(1), key(2));
    }

    @Test
    void aBudgetOfOneNeverExchangesAndComesToRest() {
        List<LeaseView> leases = new ArrayList<>();
        IntStream.range(0, 4).forEach(shard -> leases.add(owned(shard, 0, 10)));
        IntStream.range(4, 8).forEach(shard -> leases.add(owned(shard, 1, 1)));

        AssignmentPlan plan = AssignmentPlanner.plan(fleet(workers(2), leases), new PlanningSettings(0.2, 1));

        assertThat(plan.moves()).isEmpty();
        assertThat(plan.moreToMove()).isFalse();
    }

    @Test
    void aLargeFleetIsPlannedAtOnceFromAnyState() {
        Random random = new Random(42);
        for (boolean isOwned : new boolean[] {false, true}) {
            List<LeaseView> leases = IntStream.range(0, 10_000)
                    .mapToObj(shard -> {
                        double weight = Math.exp(2 * random.nextGaussian());
                        return isOwned ? owned(shard, random.nextInt(220), weight) : unowned(shard, weight);
                    })
                    .toList();
            FleetView fleet = fleet(workers(200), leases);

            AssignmentPlan plan = AssignmentPlanner.plan(fleet, new PlanningSettings(0.2, 100_000));

            assertThat(plan.moreToMove()).isFalse();
            assertThat(IntStream.range(0, 200).map(worker -> count(plan, worker)))
                    .containsOnly(50);
            assertThat(AssignmentPlanner.plan(after(fleet, plan), PlanningSettings.defaults())
                            .moves())
                    .isEmpty();
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> fleet(List.of(worker(1), worker(1)), List.of()))
                .hasMessageContaining("worker-001");
        assertThatThrownBy(() -> fleet(List.of(), List.of(unowned(1, 1), unowned(1, 1))))
                .hasMessageContaining("orders/shardId-000000000001");
        assertThatThrownBy(() -> unowned(1, Double.NaN)).hasMessageContaining("weight");
        assertThatThrownBy(() -> unowned(1, -1)).hasMessageContaining("weight");
        assertThatThrownBy(() -> new WorkerView(id(1), 0, true)).hasMessageContaining("capacity");
        assertThatThrownBy(() -> new WorkerView(id(1), Double.NaN, true)).hasMessageContaining("capacity");
        assertThatThrownBy(() -> new PlanningSettings(-0.1, 1)).hasMessageContaining("dead band");
        assertThatThrownBy(() -> new PlanningSettings(0.1, 0)).hasMessageContaining("move budget");
    }

    private static List<WorkerView> workers(int count) {
        return IntStream.range(0, count).mapToObj(Fleets::worker).toList();
    }

    private static List<LeaseView> unownedLeases(int count) {
        return IntStream.range(0, count).mapToObj(shard -> unowned(shard, 1)).toList();
    }
}
