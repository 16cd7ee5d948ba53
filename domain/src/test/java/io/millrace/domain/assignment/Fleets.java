package io.millrace.domain.assignment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.assignment.Move.Reason;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.ShardId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Fleets for the tests of the planner, and what the tests ask of plans. */
final class Fleets {
    private Fleets() {}

    static SessionId id(int worker) {
        return new SessionId(String.format("worker-%03d", worker));
    }

    static LeaseKey key(int shard) {
        return new LeaseKey("orders", ShardId.ofOrdinal(shard));
    }

    static WorkerView worker(int number) {
        return new WorkerView(id(number), 1, true);
    }

    static WorkerView leaving(int number) {
        return new WorkerView(id(number), 1, false);
    }

    static LeaseView unowned(int shard, double weight) {
        return new LeaseView(key(shard), Optional.empty(), weight);
    }

    static LeaseView owned(int shard, int worker, double weight) {
        return new LeaseView(key(shard), Optional.of(id(worker)), weight);
    }

    static AssignmentPlan plan(FleetView fleet) {
        return AssignmentPlanner.plan(fleet, new PlanningSettings(0.2, 1_000));
    }

    static FleetView fleet(List<WorkerView> workers, List<LeaseView> leases) {
        return new FleetView(ImmutableList.copyOf(workers), ImmutableList.copyOf(leases));
    }

    /** The fleet when the plan has been carried out. */
    static FleetView after(FleetView fleet, AssignmentPlan plan) {
        Map<LeaseKey, SessionId> owners = new TreeMap<>();
        plan.target().forEach((session, leases) -> leases.forEach(lease -> owners.put(lease, session)));
        return fleet(
                fleet.workers(),
                fleet.leases().stream()
                        .map(lease -> new LeaseView(
                                lease.key(), Optional.ofNullable(owners.get(lease.key())), lease.weight()))
                        .toList());
    }

    static FleetView withWorkers(FleetView fleet, List<WorkerView> workers) {
        return fleet(workers, fleet.leases());
    }

    static List<Move> moves(AssignmentPlan plan, Reason reason) {
        return plan.moves().stream().filter(move -> move.reason() == reason).toList();
    }

    /** Those that are made for the sake of balance, by number or by weight. */
    static List<Move> balancing(AssignmentPlan plan) {
        return plan.moves().stream()
                .filter(move -> move.reason() == Reason.BALANCE || move.reason() == Reason.LOAD)
                .toList();
    }

    static int count(AssignmentPlan plan, int worker) {
        return plan.target().getOrDefault(id(worker), ImmutableSortedSet.of()).size();
    }

    /** What each accepting worker would carry by the plan's target. */
    static Map<SessionId, Double> weights(FleetView fleet, AssignmentPlan plan) {
        Map<LeaseKey, Double> weights = new TreeMap<>();
        fleet.leases().forEach(lease -> weights.put(lease.key(), lease.weight()));
        Map<SessionId, Double> carried = new TreeMap<>();
        fleet.workers().stream().filter(WorkerView::accepting).forEach(worker -> {
            double sum = 0;
            for (LeaseKey lease : plan.target().get(worker.id())) {
                sum += weights.get(lease);
            }
            carried.put(worker.id(), sum);
        });
        return carried;
    }

    /** How far the worker farthest off its fair share is off, as a fraction of that share. */
    static double worstDeviation(FleetView fleet, AssignmentPlan plan) {
        double weight = fleet.leases().stream().mapToDouble(LeaseView::weight).sum();
        double capacity = fleet.workers().stream()
                .filter(WorkerView::accepting)
                .mapToDouble(WorkerView::capacity)
                .sum();
        Map<SessionId, Double> carried = weights(fleet, plan);
        return fleet.workers().stream()
                .filter(WorkerView::accepting)
                .mapToDouble(worker -> Math.abs(carried.get(worker.id()) / (weight * worker.capacity() / capacity) - 1))
                .max()
                .orElse(0);
    }
}
