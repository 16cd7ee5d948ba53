package io.millrace.domain.session;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.WorkerSession;
import java.util.Collection;

/**
 * Whether a leader can look after every stream that the fleet works on. Only a worker that has a stream can list its shards, so
 * one that leads without a stream of others leaves the leases of that stream as they are: what splits and merges make is leased
 * by the workers that finish the parents, but of a stream that is new to the application nothing would ever be leased.
 */
public final class LeaderFitness {
    private LeaderFitness() {}

    /**
     * Whether a leader should make way: somebody works on a stream that it has not, and somebody who takes part has more of
     * the fleet's streams than it. Of two that each have a stream the other has not, neither makes way for the other.
     *
     * @param leader who leads
     * @param fleet the sessions of all living workers
     */
    public static boolean shouldGiveWay(WorkerSession leader, Collection<WorkerSession> fleet) {
        if (leader.streams().isEmpty()) {
            return false;
        }
        ImmutableSortedSet<String> served = fleet.stream()
                .filter(LeaderFitness::takesPart)
                .flatMap(worker -> worker.streams().stream())
                .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
        return !leader.streams().containsAll(served)
                && fleet.stream()
                        .filter(LeaderFitness::takesPart)
                        .anyMatch(worker ->
                                worker.streams().size() > leader.streams().size());
    }

    private static boolean takesPart(WorkerSession worker) {
        return worker.state() == WorkerSession.State.ACTIVE;
    }
}
