package io.millrace.domain.assignment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.assignment.Move.Reason;
import io.millrace.domain.assignment.Placement.Item;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides who shall have which lease, for the whole fleet at once. What it seeks, in this order:
 *
 * <ol>
 *   <li>every lease has a worker that takes part;
 *   <li>every worker has its fair share of the leases by capacity, rounded down or up: among equals, counts within one;
 *   <li>no worker's weight is off its fair share by more than the dead band, as far as single moves within those counts
 *       and exchanges can bring it about;
 *   <li>as few leases move as the above allows.
 * </ol>
 *
 * <p>So a worker that joins a balanced fleet takes no more than its share, what a leaving worker had is all that moves,
 * and a fleet in balance is left alone. Each plan is made from the target of the one before; planned again, it changes
 * nothing. The plan depends on nothing but the arguments, and not on their order. Where not every worker can take every
 * lease, {@link StreamGroups} divides them into plans of which that is true.
 *
 * <p>Compare KCL 3, whose leader moves single leases by a noisy measure on every run, so that fleets with little load never
 * come to rest and some workers never get a lease.
 */
public final class AssignmentPlanner {
    /** A worker's capacity is never taken for less than this part of the largest. */
    private static final double LEAST_CAPACITY = 1e-6;
    /** Keeps sums of weights finite. */
    private static final double MOST_WEIGHT = 1e15;

    private final FleetView fleet;
    private final PlanningSettings settings;
    private final List<WorkerView> accepting;
    private final Map<SessionId, Integer> numbers = new TreeMap<>();
    private final Map<SessionId, WorkerView> workers = new TreeMap<>();

    private AssignmentPlanner(FleetView fleet, PlanningSettings settings) {
        this.fleet = fleet;
        this.settings = settings;
        this.accepting = fleet.workers().stream()
                .filter(WorkerView::accepting)
                .sorted(Comparator.comparing(WorkerView::id))
                .toList();
        fleet.workers().forEach(worker -> workers.put(worker.id(), worker));
        accepting.forEach(worker -> numbers.put(worker.id(), numbers.size()));
    }

    /**
     * Makes a plan. For 10,000 leases and 200 workers that takes about a tenth of a second.
     *
     * @param fleet who lives, and what there is to do
     * @param settings how eager to be
     * @return the plan; when no worker takes part, one in which living owners keep what they have
     */
    public static AssignmentPlan plan(FleetView fleet, PlanningSettings settings) {
        if (!StreamGroups.isOne(fleet)) {
            return StreamGroups.plan(fleet, settings);
        }
        AssignmentPlanner planner = new AssignmentPlanner(fleet, settings);
        return planner.accepting.isEmpty() ? planner.keepAll() : planner.plan();
    }

    private AssignmentPlan keepAll() {
        Map<SessionId, List<LeaseKey>> kept = new TreeMap<>();
        for (LeaseView lease : fleet.leases()) {
            lease.owner()
                    .filter(workers::containsKey)
                    .ifPresent(owner -> kept.computeIfAbsent(owner, none -> new ArrayList<>())
                            .add(lease.key()));
        }
        return new AssignmentPlan(target(kept), ImmutableList.of(), false);
    }

    private AssignmentPlan plan() {
        List<Item> homeless = new ArrayList<>();
        List<Placement> placements = placeAtHome(homeless);
        MoveExplanations explanations =
                new MoveExplanations(placements, fleet.leases().size(), settings.deadBand());

        CountBalancer counts = new CountBalancer(placements);
        int used = counts.balance(homeless, settings.moveBudget());
        boolean moreToMove = counts.isAnybodyAbove();
        if (!moreToMove && doWeightsDiffer()) {
            // First with what moves anyway, because that costs nothing.
            new WeightBalancer(placements, settings, true, used).balance();
            moreToMove = new WeightBalancer(placements, settings, false, strayed(placements)).balance();
        }

        Map<SessionId, List<LeaseKey>> target = new TreeMap<>();
        placements.forEach(placement -> target.put(
                placement.worker, placement.items().stream().map(Item::key).toList()));
        return new AssignmentPlan(target(target), moves(placements, explanations), moreToMove);
    }

    /** Everything where it was; what has no place is given to {@code homeless}. */
    private List<Placement> placeAtHome(List<Item> homeless) {
        List<List<Item>> had = new ArrayList<>();
        accepting.forEach(worker -> had.add(new ArrayList<>()));
        for (LeaseView lease : fleet.leases()) {
            int home = lease.owner().map(numbers::get).orElse(Placement.NOWHERE);
            Item item = new Item(lease, Math.min(lease.weight(), MOST_WEIGHT), home);
            (home == Placement.NOWHERE ? homeless : had.get(home)).add(item);
        }
        List<Double> parts = capacityParts();
        List<Quota.Claim> claims = new ArrayList<>();
        for (int i = 0; i < accepting.size(); i++) {
            claims.add(new Quota.Claim(parts.get(i), had.get(i).size(), weight(had.get(i))));
        }
        List<Quota> quotas = Quota.of(claims, fleet.leases().size());
        double allWeight = weight(homeless)
                + claims.stream().mapToDouble(Quota.Claim::hadWeight).sum();
        List<Placement> placements = new ArrayList<>();
        for (int i = 0; i < accepting.size(); i++) {
            SessionId id = accepting.get(i).id();
            placements.add(new Placement(i, id, parts.get(i), quotas.get(i), allWeight, had.get(i)));
        }
        return placements;
    }

    private List<Double> capacityParts() {
        double largest =
                accepting.stream().mapToDouble(WorkerView::capacity).max().orElseThrow();
        List<Double> relative = accepting.stream()
                .map(worker -> Math.max(LEAST_CAPACITY, worker.capacity() / largest))
                .toList();
        double all = relative.stream().mapToDouble(Double::doubleValue).sum();
        return relative.stream().map(capacity -> capacity / all).toList();
    }

    /** When they do not, counts say it all, and who may round up is decided by who has the lease already. */
    private boolean doWeightsDiffer() {
        return fleet.leases().stream()
                        .mapToDouble(LeaseView::weight)
                        .distinct()
                        .limit(2)
                        .count()
                > 1;
    }

    /** Summed in a fixed order, since sums of fractions depend on it. */
    private static double weight(List<Item> items) {
        return items.stream().sorted(Item.BY_WEIGHT).mapToDouble(Item::weight).sum();
    }

    private static int strayed(List<Placement> placements) {
        int strayed = 0;
        for (Placement placement : placements) {
            for (Item item : placement.items()) {
                strayed += item.home() != Placement.NOWHERE && item.home() != placement.number ? 1 : 0;
            }
        }
        return strayed;
    }

    private ImmutableList<Move> moves(List<Placement> placements, MoveExplanations explanations) {
        List<Move> moves = new ArrayList<>();
        for (Placement to : placements) {
            for (Item item : to.items()) {
                if (item.home() != to.number) {
                    moves.add(
                            item.home() == Placement.NOWHERE
                                    ? firstMove(item.lease(), to, explanations)
                                    : balanceMove(item, placements.get(item.home()), to, explanations));
                }
            }
        }
        moves.sort(Comparator.comparing(Move::reason).thenComparing(Move::lease));
        return ImmutableList.copyOf(moves);
    }

    private Move firstMove(LeaseView lease, Placement to, MoveExplanations explanations) {
        Optional<SessionId> leaving = lease.owner().filter(workers::containsKey);
        return leaving.isPresent()
                ? new Move(
                        lease.key(),
                        leaving,
                        to.worker,
                        Reason.OWNER_LEAVING,
                        explanations.ownerLeaving(leaving.get(), to))
                : new Move(
                        lease.key(),
                        Optional.empty(),
                        to.worker,
                        Reason.UNOWNED,
                        explanations.unowned(lease.owner(), to));
    }

    private static Move balanceMove(Item item, Placement from, Placement to, MoveExplanations explanations) {
        return new Move(
                item.key(),
                Optional.of(from.worker),
                to.worker,
                explanations.reason(from),
                explanations.balance(from, to, item.weight()));
    }

    private ImmutableSortedMap<SessionId, ImmutableSortedSet<LeaseKey>> target(Map<SessionId, List<LeaseKey>> leases) {
        ImmutableSortedMap.Builder<SessionId, ImmutableSortedSet<LeaseKey>> target = ImmutableSortedMap.naturalOrder();
        workers.keySet().forEach(id -> target.put(id, ImmutableSortedSet.copyOf(leases.getOrDefault(id, List.of()))));
        return target.build();
    }
}
