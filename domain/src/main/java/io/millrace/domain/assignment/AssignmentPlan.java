package io.millrace.domain.assignment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import java.util.Objects;

/**
 * Who shall have which lease.
 *
 * @param target what each worker of the fleet shall have; every worker is in it, also one that shall have nothing
 * @param moves what changes by it, the most urgent reason first and then in the order of the leases
 * @param moreToMove whether the move budget kept the plan from balance, so that another plan should follow when these
 *     moves are done
 */
public record AssignmentPlan(
        ImmutableSortedMap<SessionId, ImmutableSortedSet<LeaseKey>> target,
        ImmutableList<Move> moves,
        boolean moreToMove) {
    public AssignmentPlan {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(moves, "moves");
    }
}
