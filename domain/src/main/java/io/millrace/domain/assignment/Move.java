package io.millrace.domain.assignment;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import java.util.Objects;
import java.util.Optional;

/**
 * One lease that the plan gives to somebody else, or to somebody at last.
 *
 * @param lease the lease
 * @param from the living worker that has to hand it over; empty when there is none
 * @param to who shall have it
 * @param reason why, in one word
 * @param explanation why, for a person, with the figures that led to it
 */
public record Move(LeaseKey lease, Optional<SessionId> from, SessionId to, Reason reason, String explanation) {
    /** Why a lease moves, the most urgent first. */
    public enum Reason {
        /** Nobody has it, or the one who had it is gone. */
        UNOWNED,
        /** Its owner is shutting down. */
        OWNER_LEAVING,
        /** Its owner has more leases than its share. Can wait. */
        BALANCE,
        /** Its owner carries more than its share of the load, or less and gets a heavier one for it. Can wait. */
        LOAD
    }

    public Move {
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(explanation, "explanation");
        if (from.isPresent() == (reason == Reason.UNOWNED)) {
            throw new IllegalArgumentException("a move of reason " + reason + " from " + from);
        }
    }
}
