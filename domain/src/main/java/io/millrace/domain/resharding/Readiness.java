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
        String stream = lease.key().stream();
        ImmutableList.Builder<ShardId> waitingFor = ImmutableList.builder();
        ImmutableList.Builder<ShardId> toProbe = ImmutableList.builder();
        List<String> why = new ArrayList<>();
        for (ShardId parent : lease.parents()) {
            boolean listed = listing.contains(parent);
            boolean gone = !listed && confirmedGone.contains(parent);
            @Nullable Lease parentLease = leases.get(new LeaseKey(stream, parent));
            if (parentLease != null) {
                if (parentLease.isEnded()
                        || (gone && parentLease.ownership().owner().isEmpty())) {
                    continue;
                }
                why.add("parent " + parent + " is not processed to its end (checkpoint " + parentLease.checkpoint()
                        + (gone ? "), though gone from the stream: its owner is at it)" : ")"));
            } else {
                if (gone || isPassed(stream, parent, leases, listing)) {
                    continue;
                }
                if (listed) {
                    why.add("parent " + parent + " is still in the stream and has no lease yet");
                } else {
                    why.add("parent " + parent + " has no lease and is not listed, but the listing may be old");
                    toProbe.add(parent);
                }
            }
            waitingFor.add(parent);
        }
        return why.isEmpty() ? READY : new Verdict.Waiting(waitingFor.build(), String.join("; ", why), toProbe.build());
    }

    /**
     * Whether a shard without a lease will never get one because what descends from it was begun already, after waiting
     * for it, or because a lineage begins after it. {@link ShardSync} holds the same.
     */
    private static boolean isPassed(String stream, ShardId shard, Map<LeaseKey, Lease> leases, ShardGraph listing) {
        Set<ShardId> seen = new TreeSet<>();
        ArrayDeque<ShardId> open = new ArrayDeque<>(listing.childrenOf(shard));
        while (!open.isEmpty()) {
            ShardId next = open.remove();
            @Nullable Lease lease = leases.get(new LeaseKey(stream, next));
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
