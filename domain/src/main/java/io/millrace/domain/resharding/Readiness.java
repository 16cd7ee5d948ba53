package io.millrace.domain.resharding;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether a leased shard may be begun: when every one of its parents, both for a merge, is either processed to its end or
 * gone from the stream for good. A parent that a listing lacks proves nothing, because listings can be old; only the
 * service's word that the shard does not exist does.
 */
public final class Readiness {
    private static final Verdict READY = new Verdict.Ready();

    private Readiness() {}

    /** Whether a shard may be begun. */
    public sealed interface Verdict {
        /** It may be begun. */
        record Ready() implements Verdict {}

        /**
         * It may not be begun yet.
         *
         * @param parents the parents it waits for, as the lease names them
         * @param why what is missing, for a person
         * @param toProbe those of the parents of which nothing is known: ask the service whether they exist
         */
        record Waiting(ImmutableList<ShardId> parents, String why, ImmutableList<ShardId> toProbe) implements Verdict {
            public Waiting {
                Objects.requireNonNull(parents, "parents");
                Objects.requireNonNull(why, "why");
                Objects.requireNonNull(toProbe, "toProbe");
            }
        }

        /** Whether it may be begun. */
        default boolean isReady() {
            return this instanceof Ready;
        }
    }

    /**
     * Judges one lease. A lease that was owned before was found ready then and stays so; a lineage that begins here waits
     * for nothing. A parent that is gone from the stream is waited for as long as somebody owns its lease, because the
     * records read last may still be in the processor's hands.
     *
     * @param leases all leases, as fresh as the judge has them
     * @param listing the shards as they were listed last, perhaps out of date
     * @param confirmedGone shards of which the service said that they do not exist (any more)
     */
    public static Verdict of(Lease lease, Map<LeaseKey, Lease> leases, ShardGraph listing, Set<ShardId> confirmedGone) {
        if (lease.hasBegun() || lease.lineageStart()) {
            return READY;
        }
        ImmutableList.Builder<ShardId> waitingFor = ImmutableList.builder();
        ImmutableList.Builder<ShardId> toProbe = ImmutableList.builder();
        List<String> why = new ArrayList<>();
        for (ShardId parent : lease.parents()) {
            LeaseKey key = new LeaseKey(lease.key().stream(), parent);
            boolean listed = listing.contains(parent);
            boolean gone = !listed && confirmedGone.contains(parent);
            Optional<String> missing = missing(key, leases, listing, gone);
            if (missing.isPresent()) {
                why.add(missing.get());
                waitingFor.add(parent);
                if (!listed && !gone && !leases.containsKey(key)) {
                    toProbe.add(parent);
                }
            }
        }
        return why.isEmpty() ? READY : new Verdict.Waiting(waitingFor.build(), String.join("; ", why), toProbe.build());
    }

    /** What is missing before this parent is done with; empty when nothing is. */
    private static Optional<String> missing(
            LeaseKey parent, Map<LeaseKey, Lease> leases, ShardGraph listing, boolean gone) {
        @Nullable Lease lease = leases.get(parent);
        if (lease != null) {
            boolean abandoned = gone && lease.ownership().owner().isEmpty();
            return lease.isEnded() || abandoned
                    ? Optional.empty()
                    : Optional.of("parent " + parent.shard() + " is not processed to its end (checkpoint "
                            + lease.checkpoint() + (gone ? "), though gone from the stream: its owner is at it" : ")"));
        }
        if (gone || isPassed(parent, leases, listing)) {
            return Optional.empty();
        }
        return Optional.of("parent " + parent.shard()
                + (listing.contains(parent.shard())
                        ? " is still in the stream and has no lease yet"
                        : " has no lease and is not listed, but the listing may be old"));
    }

    /**
     * Whether a shard without a lease will never get one because what descends from it was begun already, after waiting
     * for it, or because a lineage begins after it. {@link ShardSync} holds the same.
     */
    private static boolean isPassed(LeaseKey parent, Map<LeaseKey, Lease> leases, ShardGraph listing) {
        Set<ShardId> seen = new TreeSet<>();
        ArrayDeque<ShardId> open = new ArrayDeque<>(listing.childrenOf(parent.shard()));
        while (!open.isEmpty()) {
            ShardId next = open.remove();
            @Nullable Lease lease = leases.get(new LeaseKey(parent.stream(), next));
            if (lease != null && !StreamLeases.isWaiting(lease)) {
                return true;
            }
            if (seen.add(next)) {
                open.addAll(listing.childrenOf(next));
            }
        }
        return false;
    }
}
