package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.adapters.inmemory.InMemoryStream;
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
 * The stream, the lease table and the workers of the demonstration, and what an onlooker can read of who owns what. Safe
 * for use from any thread; workers are added by one thread.
 */
final class Fleet {
    static final String APPLICATION = "word-count";
    private static final String STREAM = "words";

    private final DemoSettings settings;
    private final Scoreboard scoreboard;
    private final Optional<PythonWords> python;
    private final BiConsumer<String, WorkerEvent> listener;
    private final InMemoryStream stream;
    private final InMemoryLeaseTable table = InMemoryLeaseTable.create();
    private final List<DemoWorker> workers = new CopyOnWriteArrayList<>();

    /** @param python counts the words; without it this process does */
    Fleet(
            DemoSettings settings,
            Scoreboard scoreboard,
            Optional<PythonWords> python,
            BiConsumer<String, WorkerEvent> listener) {
        this.settings = settings;
        this.scoreboard = scoreboard;
        this.python = python;
        this.listener = listener;
        stream = InMemoryStream.create(STREAM, settings.shards());
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
                table.store(APPLICATION),
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
        return table.entries(APPLICATION, Lease.class);
    }

    /** The shards that a worker owns by the lease table. */
    ImmutableSortedSet<ShardId> ownedBy(String worker) {
        return leases().stream()
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
        return table.entries(APPLICATION, Leadership.class).stream()
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
        for (DemoWorker worker : fleet) {
            ImmutableSortedSet<ShardId> shards = ownedBy(worker.name());
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
