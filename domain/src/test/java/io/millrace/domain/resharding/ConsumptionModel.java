package io.millrace.domain.resharding;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.domain.stream.LineageModel;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A fleet that consumes the shards of a {@link LineageModel} by the rules under test and nothing else. It knows the truth,
 * and checks at each step that none of the laws is broken, whatever listing the step was given.
 */
final class ConsumptionModel {
    static final String STREAM = "orders";

    final LineageModel stream;
    final Map<LeaseKey, Lease> leases = new TreeMap<>();
    private final InitialPosition position;
    private final boolean asksForOpenShards;
    private final Instant boundAt;
    private final Set<ShardId> everLeased = new TreeSet<>();
    private final Set<ShardId> begun = new TreeSet<>();
    private final Set<ShardId> progressed = new TreeSet<>();
    private final Set<ShardId> ended = new TreeSet<>();
    private final Set<ShardId> lostUnread = new TreeSet<>();
    private final Set<ShardId> confirmedGone = new TreeSet<>();
    final List<String> history = new ArrayList<>();

    ConsumptionModel(LineageModel stream, InitialPosition position, boolean asksForOpenShards) {
        this.stream = stream;
        this.position = position;
        this.asksForOpenShards = asksForOpenShards;
        this.boundAt = stream.now();
        stream.allShards().stream().filter(stream::isTrimmed).forEach(lostUnread::add);
    }

    ShardSync.Plan plan(ShardGraph listing) {
        return ShardSync.plan(input(listing), ImmutableSet.copyOf(confirmedGone));
    }

    private ShardSync.Input input(ShardGraph listing) {
        ImmutableList<Shard> open =
                asksForOpenShards ? startTime().map(stream::openAt).orElse(ImmutableList.of()) : ImmutableList.of();
        return new ShardSync.Input(STREAM, position, boundAt, listing, open, ImmutableList.copyOf(leases.values()));
    }

    /** The time the initial position stands for; empty for the oldest record. */
    private Optional<Instant> startTime() {
        if (position instanceof InitialPosition.AtTimestamp at) {
            return Optional.of(at.timestamp());
        }
        return position instanceof InitialPosition.Latest ? Optional.of(boundAt) : Optional.empty();
    }

    /** Syncs, and dies after having created so many leases. */
    ShardSync.Plan sync(ShardGraph listing, int most) {
        ShardSync.Plan plan = plan(listing);
        plan.create().stream().limit(most).forEach(created -> {
            history.add(
                    "created " + created.lease().shard() + " " + created.lease().checkpoint() + " start "
                            + created.lease().lineageStart() + ": " + created.reason());
            create(created.lease());
        });
        if (plan.create().size() <= most) {
            assertThat(plan(listing).create()).as("planned again: %s", this).isEmpty();
        }
        return plan;
    }

    private void create(Lease lease) {
        assertThat(everLeased.add(lease.shard()))
                .as("%s gets its first and only lease: %s", lease.shard(), this)
                .isTrue();
        if (stream.parentsOf(lease.shard()).stream().anyMatch(everLeased::contains)) {
            assertThat(lease.checkpoint())
                    .as("child of a tracked shard %s: %s", lease.shard(), this)
                    .isEqualTo(Checkpoint.TRIM_HORIZON);
        }
        assertThat(lease.parents()).isEqualTo(stream.parentsOf(lease.shard()));
        leases.put(lease.key(), lease);
    }

    /** Lets an owner have every lease that is ready by this listing. */
    void beginReady(ShardGraph listing) {
        for (Lease lease : ImmutableList.copyOf(leases.values())) {
            Readiness.Verdict verdict = Readiness.of(lease, leases, listing, ImmutableSet.copyOf(confirmedGone));
            if (verdict instanceof Readiness.Verdict.Waiting waiting) {
                probe(waiting.toProbe());
            } else if (!lease.hasBegun()) {
                begin(lease);
            }
        }
    }

    private void begin(Lease lease) {
        for (ShardId parent : stream.parentsOf(lease.shard())) {
            boolean before =
                    startTime().filter(time -> stream.isClosedAt(parent, time)).isPresent();
            assertThat(ended.contains(parent) || stream.isTrimmed(parent) || before)
                    .as("parent %s done before %s begins: %s", parent, lease.shard(), this)
                    .isTrue();
        }
        history.add("began " + lease.shard());
        begun.add(lease.shard());
        leases.put(
                lease.key(), lease.withOwnership(lease.ownership().takenBy(new SessionId("worker-" + lease.shard()))));
    }

    /** Moves the checkpoint of one of the leases in hand past a record. */
    void progress(int index) {
        pick(index, lease -> true).ifPresent(lease -> {
            progressed.add(lease.shard());
            leases.put(lease.key(), lease.withCheckpoint(Checkpoint.at(SequenceNumber.of(1)), Optional.empty()));
        });
    }

    /**
     * Brings one of the leases in hand to its shard's end, if that is reached; the answer at the end may lack children.
     */
    void end(int index, long missingChildren) {
        pick(index, lease -> !stream.isOpen(lease.shard())).ifPresent(lease -> {
            history.add("ended " + lease.shard());
            if (!stream.isTrimmed(lease.shard())) {
                ImmutableList<Lease> children = ShardSync.childLeases(STREAM, stream.childrenOf(lease.shard()));
                for (int i = 0; i < children.size(); i++) {
                    if ((missingChildren >>> i & 1) == 0
                            && !leases.containsKey(children.get(i).key())) {
                        create(children.get(i));
                    }
                }
            }
            progressed.add(lease.shard());
            ended.add(lease.shard());
            leases.put(lease.key(), lease.withCheckpoint(Checkpoint.SHARD_END, Optional.empty()));
        });
    }

    private Optional<Lease> pick(int index, Predicate<Lease> which) {
        List<Lease> inHand = leases.values().stream()
                .filter(lease -> lease.hasBegun() && !lease.isEnded())
                .filter(which)
                .toList();
        return inHand.isEmpty() ? Optional.empty() : Optional.of(inHand.get(Math.floorMod(index, inHand.size())));
    }

    void cleanUp(ShardGraph listing) {
        LeaseCleanup.Plan plan = LeaseCleanup.plan(STREAM, leases, listing, ImmutableSet.copyOf(confirmedGone));
        probe(plan.toProbe());
        for (LeaseCleanup.LeaseToDelete delete : plan.delete()) {
            ShardId shard = delete.key().shard();
            history.add("deleted " + delete.reason());
            assertThat(stream.isTrimmed(shard)
                            || ended.contains(shard)
                                    && stream.childrenOf(shard).stream()
                                            .allMatch(child -> progressed.contains(child.id())))
                    .as("%s may be deleted (%s): %s", shard, delete.reason(), this)
                    .isTrue();
            leases.remove(delete.key());
        }
    }

    private void probe(List<ShardId> shards) {
        shards.stream().filter(stream::isTrimmed).forEach(confirmedGone::add);
    }

    /** A new leader knows nothing of what was probed. */
    void forgetProbes() {
        confirmedGone.clear();
    }

    void trim() {
        stream.trimOldest().filter(shard -> !begun.contains(shard)).ifPresent(lostUnread::add);
    }

    /** Whether the next shard to be trimmed was read. */
    boolean mayTrimWithoutLoss() {
        return stream.allShards().stream()
                .filter(shard -> !stream.isTrimmed(shard) && !stream.isOpen(shard))
                .allMatch(ended::contains);
    }

    /** Consumes everything there is, with fresh listings, and checks that all was read and nothing is left over. */
    void drain() {
        Optional<String> before = Optional.empty();
        while (!before.equals(Optional.of(state()))) {
            before = Optional.of(state());
            sync(stream.listing(), Integer.MAX_VALUE);
            beginReady(stream.listing());
            for (int i = 0; i < leases.size(); i++) {
                progress(i);
            }
            for (int i = leases.size(); i > 0; i--) {
                end(i, 0);
            }
            cleanUp(stream.listing());
        }
        ShardSync.Plan last = plan(stream.listing());
        assertThat(last.problems()).as("%s", this).isEmpty();
        assertThat(last.holes()).as("%s", this).isEmpty();
        for (ShardId shard : stream.allShards()) {
            boolean early =
                    startTime().filter(time -> stream.isClosedAt(shard, time)).isPresent();
            assertThat(begun.contains(shard) || lostUnread.contains(shard) || early)
                    .as("%s was read: %s", shard, this)
                    .isTrue();
            if (early && asksForOpenShards && !lostUnread.contains(shard)) {
                assertThat(begun)
                        .as("%s was closed before the start: %s", shard, this)
                        .doesNotContain(shard);
            }
        }
        assertThat(leases.keySet().stream().map(LeaseKey::shard))
                .as("%s", this)
                .containsExactlyElementsOf(
                        stream.openShards().stream().map(Shard::id).sorted().toList());
    }

    private String state() {
        return leases + " " + confirmedGone;
    }

    @Override
    public String toString() {
        return stream + "\nleases " + leases.values() + "\ngone " + confirmedGone + "\n" + String.join("\n", history);
    }
}
