package io.millrace.engine.coordination;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.resharding.LeaseCleanup;
import io.millrace.domain.resharding.ShardSync;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.runtime.EventLoop.Cancellable;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.ShardFilter;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Brings leases in line with the stream's shards, for the leader: lists the shards, makes the leases that the domain asks
 * for and deletes those it lets go. Listings may be stale; that a shard is gone is believed only when the service says so
 * for that very shard.
 */
public final class ShardSyncer {
    /** What the leader does about it. */
    public interface Owner {
        /** Leases were made or deleted, or a shard was confirmed gone; the map is up to date. */
        void leasesChanged();
        /** The leases in the store are no longer what was listed. */
        void leasesUncertain();

        void streamGone(String stream);
    }

    /** Few enough that those who take the first leases need not wait until the last one is made. */
    private static final int MOST_CREATIONS_AT_ONCE = 6;

    private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final Backoff HEALING = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    private final WorkerContext context;
    private final StoreClient store;
    private final ServedStream stream;
    private final SourceClient source;
    private final SortedMap<LeaseKey, Versioned<Lease>> leases;
    private final Owner owner;
    private final SyncReports reports;

    private final TreeSet<ShardId> gone = new TreeSet<>();
    private final TreeSet<ShardId> probing = new TreeSet<>();
    private final TreeSet<EntryKey> writing = new TreeSet<>();
    private final ArrayDeque<ShardSync.LeaseToCreate> toCreate = new ArrayDeque<>();
    private int creating;
    private @Nullable ShardGraph graph;
    private ImmutableSet<EntryKey> corrupt = ImmutableSet.of();
    private ImmutableList<Shard> openAtTimestamp = ImmutableList.of();
    private @Nullable Cancellable nextListing;
    private boolean listing;
    private boolean listingSoon;
    private int healingAttempts;
    private boolean leasesKnown;
    private boolean ownerToldOfFirst;
    private boolean syncDue;
    private boolean stopped;
    private int failures;

    /** @param leases the leader's picture of the stream's leases; kept up to date with what this class writes */
    public ShardSyncer(
            WorkerContext context,
            StoreClient store,
            ServedStream stream,
            SortedMap<LeaseKey, Versioned<Lease>> leases,
            Owner owner) {
        this.context = context;
        this.store = store;
        this.stream = stream;
        this.source = stream.source();
        this.leases = leases;
        this.owner = owner;
        this.reports = new SyncReports(context);
    }

    public void start() {
        list();
    }

    public void stop() {
        stopped = true;
    }

    /** Whether the shards were listed, or cannot be for now: cut off from the stream alone, a leader has to go on. */
    public boolean isReady() {
        return graph != null || failures > 0;
    }

    /** The last complete listing; of no shard when there was none, which for want of proof makes nothing ready. */
    public ShardGraph listing() {
        return graph == null ? ShardGraph.of(ImmutableList.of()) : graph;
    }

    /** Those past retention, as the service said. */
    public ImmutableSortedSet<ShardId> confirmedGone() {
        return ImmutableSortedSet.copyOf(gone);
    }

    /**
     * The leases were listed afresh: see whether they fit the shards.
     *
     * @param corruptEntries exist but cannot be understood; they are neither made anew nor deleted
     */
    public void leasesListed(ImmutableSet<EntryKey> corruptEntries) {
        leasesKnown = true;
        corrupt = corruptEntries;
        if (graph == null) {
            return;
        }
        boolean unknownChild = leases.values().stream()
                .map(Versioned::entry)
                .anyMatch(lease -> lease.isEnded()
                        && graph.shard(lease.shard()).isPresent()
                        && graph.childrenOf(lease.shard()).isEmpty());
        if (unknownChild || syncDue) {
            listSoon();
        }
        sync();
    }

    private void listSoon() {
        if (!listing && !listingSoon) {
            listingSoon = true;
            schedule(HEALING.delay(++healingAttempts, context.jitter("list-shards-soon")));
        }
    }

    private void schedule(Duration delay) {
        if (nextListing != null) {
            nextListing.cancel();
        }
        nextListing = stopped ? null : context.after(delay, this::list);
    }

    private void list() {
        if (listing || stopped) {
            return;
        }
        listing = true;
        listingSoon = false;
        source.listAll(new ShardFilter.All(), answer -> {
            if (stopped) {
                return;
            }
            if (answer instanceof SourceClient.Listing.Complete complete) {
                firstMoment()
                        .ifPresentOrElse(
                                moment -> listOpenAt(moment, complete.shards()), () -> listed(complete.shards()));
            } else if (answer instanceof SourceClient.Listing.Broken broken) {
                failed(broken.failure());
            }
        });
    }

    /** The moment from which this application reads, while it has no leases of the stream; empty for the oldest record. */
    private Optional<Instant> firstMoment() {
        return leases.isEmpty() ? stream.firstMoment() : Optional.empty();
    }

    private void listOpenAt(Instant moment, ImmutableList<Shard> all) {
        source.listAll(new ShardFilter.OpenAt(moment), answer -> {
            if (!stopped
                    && answer instanceof SourceClient.Listing.Broken broken
                    && broken.failure().kind() != SourceFailure.Kind.REFUSED) {
                failed(broken.failure());
            } else if (!stopped) {
                // Refused is a moment before retention began: nothing that old is left, so the oldest shards will do.
                openAtTimestamp = answer instanceof SourceClient.Listing.Complete complete
                        ? complete.shards()
                        : ImmutableList.of();
                listed(all);
            }
        });
    }

    private void listed(ImmutableList<Shard> shards) {
        listing = false;
        failures = 0;
        boolean first = graph == null;
        graph = ShardGraph.of(shards);
        schedule(context.config().shardSyncInterval());
        sync();
        if (first) {
            owner.leasesChanged();
        }
    }

    private void failed(SourceFailure failure) {
        listing = false;
        if (failure.kind() == SourceFailure.Kind.NOT_FOUND) {
            confirmStreamGone();
        } else if (failure.kind() == SourceFailure.Kind.REFUSED) {
            context.emit(new WorkerEvent.Trouble(failure.explanation()));
        }
        schedule(RETRY.delay(++failures, context.jitter("list-shards")));
        if (graph == null && failures == 1) {
            owner.leasesChanged();
        }
    }

    private void confirmStreamGone() {
        source.describe(answer -> {
            boolean failed = !stopped && answer instanceof DescribeAnswer.Failed;
            if (failed && ((DescribeAnswer.Failed) answer).failure().kind() == SourceFailure.Kind.NOT_FOUND) {
                owner.streamGone(stream.name());
            }
        });
    }

    private void sync() {
        if (stopped || graph == null || !leasesKnown) {
            return;
        }
        ImmutableList<Lease> known =
                leases.values().stream().map(Versioned::entry).collect(ImmutableList.toImmutableList());
        ShardSync.Plan plan = context.rules()
                .sync(
                        new ShardSync.Input(
                                stream.binding().stream().name(),
                                stream.setup().initialPosition(),
                                stream.binding().boundAt(),
                                graph,
                                openAtTimestamp,
                                known),
                        confirmedGone());
        reports.report(plan);
        syncDue = !plan.problems().isEmpty() || !plan.holes().isEmpty();
        if (syncDue) {
            listSoon();
        } else if (!listingSoon) {
            healingAttempts = 0;
        }
        toCreate.clear();
        toCreate.addAll(plan.create());
        createNext();
        cleanUp();
    }

    private void createNext() {
        while (creating < MOST_CREATIONS_AT_ONCE && !toCreate.isEmpty()) {
            create(toCreate.remove());
        }
    }

    private void create(ShardSync.LeaseToCreate toCreate) {
        Lease lease = toCreate.lease();
        EntryKey key = lease.entryKey();
        if (corrupt.contains(key) || !writing.add(key)) {
            return;
        }
        creating++;
        PassedShards.find(store, lease.key(), listing(), finding -> {
            if (finding instanceof PassedShards.Finding.NotPassed && !stopped) {
                write(toCreate);
                return;
            }
            if (finding instanceof PassedShards.Finding.Passed passed) {
                leases.put(passed.descendant().entry().key(), passed.descendant());
            }
            creationEnded(key, owner::leasesUncertain);
        });
    }

    private void write(ShardSync.LeaseToCreate toCreate) {
        EntryKey key = toCreate.lease().entryKey();
        store.create(toCreate.lease(), answer -> creationEnded(key, () -> written(toCreate, answer)));
    }

    private void written(ShardSync.LeaseToCreate toCreate, WriteAnswer answer) {
        Lease lease = toCreate.lease();
        if (answer instanceof WriteAnswer.Applied applied) {
            leases.put(lease.key(), new Versioned<>(lease, applied.revision()));
            context.emit(new WorkerEvent.LeaseCreated(lease.key(), lease.checkpoint(), toCreate.reason()));
            if (!ownerToldOfFirst) {
                // The first of many can be planned, taken and read while the others are still being made.
                ownerToldOfFirst = true;
                owner.leasesChanged();
            }
            return;
        }
        if (answer instanceof WriteAnswer.Conflict conflict) {
            // What stands there counts, or else it would be made again and again for as long as listings lack it.
            conflict.current()
                    .filter(found -> found.entry() instanceof Lease)
                    .ifPresent(
                            found -> leases.put(lease.key(), new Versioned<>((Lease) found.entry(), found.revision())));
        }
        reports.refused(answer);
        owner.leasesUncertain();
    }

    private void creationEnded(EntryKey key, Runnable unlessStopped) {
        creating--;
        writing.remove(key);
        if (stopped) {
            return;
        }
        unlessStopped.run();
        createNext();
        if (writing.isEmpty()) {
            ownerToldOfFirst = false;
            sync();
            owner.leasesChanged();
        }
    }

    private void cleanUp() {
        if (graph == null) {
            return;
        }
        TreeMap<LeaseKey, Lease> byKey = new TreeMap<>();
        for (Map.Entry<LeaseKey, Versioned<Lease>> entry : leases.entrySet()) {
            byKey.put(entry.getKey(), entry.getValue().entry());
        }
        LeaseCleanup.Plan plan =
                context.rules().cleanup(stream.binding().stream().name(), byKey, graph, confirmedGone());
        plan.toProbe().forEach(this::probe);
        for (LeaseCleanup.LeaseToDelete toDelete : plan.delete()) {
            delete(toDelete);
        }
    }

    private void delete(LeaseCleanup.LeaseToDelete toDelete) {
        Versioned<Lease> lease = leases.get(toDelete.key());
        if (lease == null
                || lease.entry().ownership().owner().isPresent()
                || !writing.add(lease.entry().entryKey())) {
            return;
        }
        store.delete(lease.entry().entryKey(), lease.revision(), answer -> {
            writing.remove(lease.entry().entryKey());
            if (stopped) {
                return;
            }
            if (answer instanceof WriteAnswer.Applied) {
                leases.remove(toDelete.key());
                context.emit(new WorkerEvent.LeaseDeleted(toDelete.key(), toDelete.reason()));
            } else {
                owner.leasesUncertain();
            }
        });
    }

    /** Asks the service whether it still knows a shard that the listing lacks. */
    public void probe(ShardId shard) {
        if (gone.contains(shard) || !probing.add(shard)) {
            return;
        }
        source.iterator(shard, new ReadPosition.TrimHorizon(), answer -> {
            probing.remove(shard);
            if (!stopped
                    && answer instanceof IteratorAnswer.Failed failed
                    && failed.failure().kind() == SourceFailure.Kind.NOT_FOUND) {
                confirmShardGone(shard);
            }
        });
    }

    /** A stream that is gone, or is another by now, answers as if a shard were gone; only the same one can vouch for it. */
    private void confirmShardGone(ShardId shard) {
        source.describe(answer -> {
            if (stopped || !(answer instanceof DescribeAnswer.Described found)) {
                return;
            } else if (!found.identity().equals(stream.binding().stream())) {
                owner.streamGone(stream.name());
            } else if (gone.add(shard)) {
                owner.leasesChanged();
            }
        });
    }
}
