package io.millrace.domain.assignment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.TreeMultimap;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Plans for a fleet whose workers do not all work on the same streams: in between, while one is added on worker after worker,
 * or for good. The leases are planned in groups, one for each set of workers that can take them, those with the fewest workers
 * first. What a group has given to a worker counts against its share of the next, so that a worker which alone can take one
 * stream's leases gets fewer of those that anybody can.
 *
 * <p>Leases of a stream that nobody serves any more are given to nobody; they wait in the store, and go on where they were
 * when somebody serves it again.
 */
final class StreamGroups {
    /** What a worker that has its share already may still get, relative to the others. */
    private static final double NEXT_TO_NOTHING = 1e-6;

    private final FleetView fleet;
    private final PlanningSettings settings;
    private final TreeMultimap<SessionId, LeaseKey> target = TreeMultimap.create();
    private final List<Move> moves = new ArrayList<>();
    private boolean moreToMove;

    private StreamGroups(FleetView fleet, PlanningSettings settings) {
        this.fleet = fleet;
        this.settings = settings;
    }

    /** Whether every worker can take every lease, as it nearly always is: then one plan does for all. */
    static boolean isOne(FleetView fleet) {
        TreeSet<String> streams = new TreeSet<>();
        fleet.leases().forEach(lease -> streams.add(lease.key().stream()));
        return fleet.workers().stream().allMatch(worker -> streams.stream().allMatch(worker::serves));
    }

    /** Plans group after group. */
    static AssignmentPlan plan(FleetView fleet, PlanningSettings settings) {
        StreamGroups groups = new StreamGroups(fleet, settings);
        groups.leasesByWorkers().entrySet().stream()
                .sorted(Comparator.comparingInt(group -> group.getKey().size()))
                .forEach(group -> groups.plan(group.getKey(), group.getValue()));
        return groups.all();
    }

    /** Sets of workers in the order of their ids, each with the leases that exactly these can take. */
    private Map<ImmutableSortedSet<SessionId>, List<LeaseView>> leasesByWorkers() {
        Map<String, ImmutableSortedSet<SessionId>> workers = new TreeMap<>();
        Map<ImmutableSortedSet<SessionId>, List<LeaseView>> groups =
                new TreeMap<>(Comparator.comparing(Object::toString));
        for (LeaseView lease : fleet.leases()) {
            ImmutableSortedSet<SessionId> serving = workers.computeIfAbsent(
                    lease.key().stream(),
                    stream -> fleet.workers().stream()
                            .filter(worker -> worker.serves(stream))
                            .map(WorkerView::id)
                            .collect(ImmutableSortedSet.toImmutableSortedSet(SessionId::compareTo)));
            if (!serving.isEmpty()) {
                groups.computeIfAbsent(serving, none -> new ArrayList<>()).add(lease);
            }
        }
        return groups;
    }

    private void plan(ImmutableSortedSet<SessionId> serving, List<LeaseView> leases) {
        List<WorkerView> workers = fleet.workers().stream()
                .filter(worker -> serving.contains(worker.id()))
                .toList();
        AssignmentPlan plan = AssignmentPlanner.plan(
                new FleetView(withoutGiven(workers, leases.size()), ImmutableList.copyOf(leases)), settings);
        plan.target().forEach(target::putAll);
        moves.addAll(plan.moves());
        moreToMove |= plan.moreToMove();
    }

    /** The workers with what is left of their shares as their capacities. */
    private ImmutableList<WorkerView> withoutGiven(List<WorkerView> workers, int leases) {
        List<WorkerView> accepting =
                workers.stream().filter(WorkerView::accepting).toList();
        if (accepting.isEmpty()) {
            return ImmutableList.copyOf(workers);
        }
        double capacity = accepting.stream().mapToDouble(WorkerView::capacity).sum();
        int before = accepting.stream().mapToInt(this::given).sum();
        return workers.stream()
                .map(worker -> worker.withCapacity(
                        Math.max(NEXT_TO_NOTHING, worker.capacity() / capacity * (before + leases) - given(worker))))
                .collect(ImmutableList.toImmutableList());
    }

    private int given(WorkerView worker) {
        return target.get(worker.id()).size();
    }

    private AssignmentPlan all() {
        ImmutableSortedMap.Builder<SessionId, ImmutableSortedSet<LeaseKey>> built = ImmutableSortedMap.naturalOrder();
        fleet.workers().forEach(worker -> built.put(worker.id(), ImmutableSortedSet.copyOf(target.get(worker.id()))));
        moves.sort(Comparator.comparing(Move::reason).thenComparing(Move::lease));
        return new AssignmentPlan(built.build(), ImmutableList.copyOf(moves), moreToMove);
    }
}
