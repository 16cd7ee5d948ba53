package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.telemetry.WorkerEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * The stream and the workers of the demonstration, and what an onlooker can read of who owns what. Safe for use from any
 * thread; workers are added by one thread, and whoever asks for leases waits for the lease store.
 */
final class Fleet {
    static final String APPLICATION = "word-count";
    private static final String STREAM = "words";

    private final DemoSettings settings;
    private final Scoreboard scoreboard;
    private final Optional<PythonWords> python;
    private final BiConsumer<String, WorkerEvent> listener;
    private final InMemoryStream stream;
    private final DemoLeases store;
    private final List<DemoWorker> workers = new CopyOnWriteArrayList<>();

    /**
     * @param store where the workers keep their leases; whoever made it closes it
     * @param python counts the words; without it this process does
     */
    Fleet(
            DemoSettings settings,
            DemoLeases store,
            Scoreboard scoreboard,
            Optional<PythonWords> python,
            BiConsumer<String, WorkerEvent> listener) {
        this.settings = settings;
        this.store = store;
        this.scoreboard = scoreboard;
        this.python = python;
        this.listener = listener;
        stream = InMemoryStream.create(STREAM, settings.shards());
    }

    DemoLeases store() {
        return store;
    }

    InMemoryStream stream() {
        return stream;
    }

    /** All workers there ever were, in the order of their start. */
    ImmutableList<DemoWorker> workers() {
        return ImmutableList.copyOf(workers);
    }

    /** The workers that were neither killed nor asked to stop. */
    ImmutableList<DemoWorker> running() {
        return workers.stream()
                .filter(worker -> worker.state() == DemoWorker.State.RUNNING)
                .collect(ImmutableList.toImmutableList());
    }

    /** Adds a worker and starts it. */
    DemoWorker startWorker() {
        DemoWorker worker = new DemoWorker(
                "worker-" + (workers.size() + 1),
                settings,
                store.store(),
                stream.source(),
                scoreboard,
                python,
                listener);
        workers.add(worker);
        CompletionStage<Void> started = worker.start();
        started.exceptionally(refused -> {
            throw new IllegalStateException("a worker of the demonstration does not start", refused);
        });
        return worker;
    }

    /** Every lease there is. */
    ImmutableList<Lease> leases() {
        return store.entries(EntryKind.LEASE, Lease.class);
    }

    /** The shards that a worker owns now. */
    ImmutableSortedSet<ShardId> ownedBy(String worker) {
        return ownedBy(worker, leases());
    }

    /** The shards that a worker owns by these leases. */
    static ImmutableSortedSet<ShardId> ownedBy(String worker, ImmutableList<Lease> leases) {
        return leases.stream()
                .filter(lease -> !lease.isEnded() && owner(lease).equals(worker))
                .map(Lease::shard)
                .collect(ImmutableSortedSet.toImmutableSortedSet(ShardId::compareTo));
    }

    /** The owner of a lease; empty when it has none. */
    static String owner(Lease lease) {
        return lease.ownership().owner().map(Fleet::workerOf).orElse("");
    }

    /** The worker that leads; empty when none does. */
    Optional<DemoWorker> leader() {
        return store.entries(EntryKind.LEADERSHIP, Leadership.class).stream()
                .flatMap(leadership -> leadership.ownership().owner().stream())
                .flatMap(session ->
                        workers.stream().filter(worker -> worker.name().equals(workerOf(session))))
                .findFirst();
    }

    /** Whether every open shard is delivered by a running worker, and no worker has two more of them than another. */
    boolean isBalanced() {
        ImmutableList<DemoWorker> fleet = running();
        int least = Integer.MAX_VALUE;
        int most = 0;
        int owned = 0;
        ImmutableSortedSet<ShardId> open = openShards();
        ImmutableList<Lease> leases = leases();
        for (DemoWorker worker : fleet) {
            ImmutableSortedSet<ShardId> shards = ownedBy(worker.name(), leases);
            least = Math.min(least, shards.size());
            most = Math.max(most, shards.size());
            owned += (int) shards.stream().filter(open::contains).count();
        }
        return owned == open.size() && most - least <= 1;
    }

    ImmutableSortedSet<ShardId> openShards() {
        return stream.openShards().stream()
                .map(Shard::id)
                .collect(ImmutableSortedSet.toImmutableSortedSet(ShardId::compareTo));
    }

    private static String workerOf(SessionId session) {
        return EventTexts.withoutSession(session.value());
    }
}
