package io.millrace.app.migrate;

import com.google.common.collect.ImmutableSortedMap;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Ownership;
import java.time.Instant;

/**
 * One lease and what becomes of it.
 *
 * @param from as KCL's table has it
 * @param to what is written
 */
public record Move(Lease from, Lease to) {
    /** How far a shard is. */
    public enum State {
        /** It is processed to its end. */
        ENDED,
        /** Some of it is processed. */
        POSITIONED,
        /** None of its records were checkpointed. */
        NOT_BEGUN
    }

    /**
     * The same lease in nobody's hands.
     *
     * <p>The epoch stays, because it tells that a shard was begun and waits for no parents any more. Not so with a shard
     * without progress whose parents are not done: workers of KCL own leases before they may begin them.
     *
     * <p>LATEST becomes the time now, when no worker runs: left as it is, it would mean a later moment with each change of
     * owner, and skip what came in between.
     *
     * @param all the leases of KCL's table
     * @param now by the service's clock
     */
    static Move of(Lease from, ImmutableSortedMap<LeaseKey, Lease> all, Instant now) {
        Checkpoint checkpoint =
                from.checkpoint() instanceof Checkpoint.Latest ? Checkpoint.atTimestamp(now) : from.checkpoint();
        Ownership ownership = from.ownership().released();
        if (!checkpoint.isSentinel()) {
            ownership = new Ownership(ownership.owner(), Math.max(1, ownership.epoch()));
        } else if (waitsForParents(from, all)) {
            ownership = Ownership.NONE;
        }
        return new Move(
                from,
                new Lease(
                        from.key(),
                        from.hashKeyRange(),
                        from.parents(),
                        from.lineageStart(),
                        ownership,
                        checkpoint,
                        from.checkpointArrival(),
                        from.pending(),
                        from.doneBeyond()));
    }

    private static boolean waitsForParents(Lease lease, ImmutableSortedMap<LeaseKey, Lease> all) {
        return !lease.lineageStart()
                && lease.parents().stream()
                        .map(parent -> all.get(new LeaseKey(lease.key().stream(), parent)))
                        .anyMatch(parent -> parent != null && !parent.isEnded());
    }

    /** How far the shard is. */
    public State state() {
        if (to.isEnded()) {
            return State.ENDED;
        }
        return to.checkpoint().isSentinel() ? State.NOT_BEGUN : State.POSITIONED;
    }

    /** Whether LATEST becomes a time. */
    public boolean pinsLatest() {
        return from.checkpoint() instanceof Checkpoint.Latest;
    }

    /** Whether a lease is what would be written; the time for LATEST may be that of an earlier run, which skips nothing. */
    boolean isAs(Lease there) {
        if (pinsLatest() && there.checkpoint() instanceof Checkpoint.AtTimestamp) {
            return there.withCheckpoint(to.checkpoint(), to.checkpointArrival())
                    .equals(to.withCheckpoint(to.checkpoint(), to.checkpointArrival()));
        }
        return there.equals(to);
    }
}
