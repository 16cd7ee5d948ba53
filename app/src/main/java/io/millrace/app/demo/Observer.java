package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import io.millrace.app.demo.Snapshot.ShardRow;
import io.millrace.app.demo.Snapshot.ShardState;
import io.millrace.app.demo.Snapshot.WorkerRow;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Looks at the demonstration from outside and notes what there is to see. Used by one thread at a time. */
final class Observer {
    private final Fleet fleet;
    private final Scoreboard scoreboard;
    private final Ticker ticker;
    private final DeliveryHistory history;
    private final Duration total;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final TreeMap<ShardId, Integer> bornInSlice = new TreeMap<>();
    private final TreeMap<ShardId, Integer> endedInSlice = new TreeMap<>();

    Observer(
            Fleet fleet,
            Scoreboard scoreboard,
            Ticker ticker,
            DeliveryHistory history,
            Duration total,
            LongSupplier nanoTime,
            long startNanos) {
        this.fleet = fleet;
        this.scoreboard = scoreboard;
        this.ticker = ticker;
        this.history = history;
        this.total = total;
        this.nanoTime = nanoTime;
        this.startNanos = startNanos;
    }

    /** @param act what the script is doing */
    Snapshot look(String act) {
        long now = nanoTime.getAsLong();
        ImmutableList<Lease> all = fleet.leases();
        TreeMap<ShardId, Lease> leases = new TreeMap<>();
        all.forEach(lease -> leases.put(lease.shard(), lease));
        String leader = fleet.leader().map(DemoWorker::name).orElse("");
        ImmutableList<WorkerRow> workers = fleet.workers().stream()
                .map(worker -> new WorkerRow(
                        worker.name(),
                        worker.state(),
                        worker.name().equals(leader),
                        Fleet.ownedBy(worker.name(), all).size(),
                        scoreboard.processedBy(worker.name())))
                .collect(ImmutableList.toImmutableList());
        ImmutableList<ShardRow> shards = fleet.stream().shards().stream()
                .map(shard -> row(shard, Optional.ofNullable(leases.get(shard.id())), history.sliceAt(now)))
                .collect(ImmutableList.toImmutableList());
        // Asked in this order, what is processed is never more than what was put.
        long processed = scoreboard.processed();
        return new Snapshot(
                Duration.ofNanos(now - startNanos),
                total,
                act,
                workers,
                shards,
                scoreboard.put(),
                processed,
                scoreboard.duplicates(),
                ticker.latest());
    }

    private ShardRow row(Shard shard, Optional<Lease> lease, int slice) {
        bornInSlice.putIfAbsent(shard.id(), slice);
        Scoreboard.Backlog backlog = scoreboard.backlog(shard.id());
        // A lease is deleted some time after it has ended, when its children have begun.
        boolean finished = !shard.isOpen()
                && backlog.records() == 0
                && lease.map(Lease::isEnded).orElse(true);
        if (finished) {
            endedInSlice.putIfAbsent(shard.id(), slice);
        }
        ShardState state = shard.isOpen() ? ShardState.OPEN : finished ? ShardState.FINISHED : ShardState.CLOSED;
        return new ShardRow(
                EventTexts.name(shard.id()),
                state,
                lease.map(Fleet::owner).orElse(""),
                backlog,
                history.of(shard.id()),
                bornInSlice.getOrDefault(shard.id(), slice),
                endedInSlice.getOrDefault(shard.id(), Integer.MAX_VALUE));
    }
}
