package io.millrace.simulation.probe;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.simulation.invariant.AppliedWrite;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.ServiceCall;
import io.millrace.simulation.invariant.ShardTruth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The probes that concern shards and their lineage. */
final class StreamProbes {
    private final GroundTruth truth;
    private final Consumer<Probe> hit;
    private final Set<ShardId> listed = new HashSet<>();
    private final Map<ShardId, String> endedBy = new HashMap<>();
    /** The last subscription that something came over, of each life and shard; for look-ups only. */
    private final Map<String, Long> subscribed = new HashMap<>();

    private final Set<ShardId> mergedApart = new HashSet<>();

    StreamProbes(GroundTruth truth, Consumer<Probe> hit) {
        this.truth = truth;
        this.hit = hit;
    }

    void applied(AppliedWrite write) {
        boolean ended = write.leaseAfter().filter(lease -> lease.isEnded()).isPresent();
        if (!ended) {
            return;
        }
        LeaseKey key = write.leaseAfter().orElseThrow().key();
        endedBy.put(key.shard(), write.writer());
        for (ShardTruth child : truth.stream().childrenOf(key.shard())) {
            boolean apart = child.parents().size() == 2
                    && child.parents().stream().allMatch(endedBy::containsKey)
                    && child.parents().stream().map(endedBy::get).distinct().count() == 2;
            if (apart && mergedApart.add(child.id())) {
                hit.accept(Probe.PARENTS_ENDED_APART);
            }
        }
    }

    void resharded(ImmutableList<ShardId> parents) {
        for (ShardId parent : parents) {
            for (ShardId grandparent : truth.stream().shard(parent).parents()) {
                if (!endedBy.containsKey(grandparent)) {
                    hit.accept(Probe.GRANDCHILD_BEFORE_GRANDPARENT_ENDED);
                }
            }
        }
    }

    void pushed(ServiceCall subscription, SubscriptionEvent event) {
        Long before = subscribed.put(subscription.life() + " " + subscription.shard(), subscription.number());
        if (before != null && before < subscription.number()) {
            hit.accept(Probe.SUBSCRIPTION_BROKE);
        }
        named(event.children());
    }

    private void named(Iterable<ChildShard> children) {
        for (ChildShard child : children) {
            if (!listed.contains(child.id())) {
                hit.accept(Probe.CHILD_READ_BEFORE_LISTED);
            }
        }
    }

    void answered(Object answer) {
        if (answer instanceof ListShardsAnswer.Page page) {
            page.shards().forEach(shard -> listed.add(shard.id()));
        } else if (answer instanceof RecordsAnswer.Records records) {
            named(records.children());
        } else if (answer instanceof RecordsAnswer.Failed failed
                && failed.failure().kind() == SourceFailure.Kind.EXPIRED_ITERATOR) {
            hit.accept(Probe.ITERATOR_EXPIRED);
        } else if (answer instanceof SourceFailure failure && failure.kind() == SourceFailure.Kind.IN_USE) {
            hit.accept(Probe.SUBSCRIPTION_REFUSED_AS_TOO_SOON);
        }
    }
}
