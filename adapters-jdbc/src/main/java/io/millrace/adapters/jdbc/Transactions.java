package io.millrace.adapters.jdbc;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.ports.processing.ShardContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Where the transactions of a store's processors wait for their checkpoints. Safe for use from several threads; nothing
 * here waits but {@link #disconnect}.
 */
final class Transactions {
    /** More than shards are processed at once: one that waits for a thread holds locks. */
    private static final int MOST_COMMITS = 1_024;

    private static final long IDLE_THREAD_SECONDS = 60;

    private final TransactionSource source;
    private final Map<LeaseKey, ShardTransaction> current = new ConcurrentHashMap<>();
    private final Map<LeaseKey, Long> epochs = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<TransactionConnections> made = new CopyOnWriteArrayList<>();
    private final CallPool commits = new CallPool("millrace-jdbc-commit", MOST_COMMITS);
    private final ScheduledThreadPoolExecutor clock;
    private volatile boolean used;

    Transactions(TransactionSource source) {
        this.source = source;
        clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "millrace-jdbc-time-limit");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(IDLE_THREAD_SECONDS, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
    }

    TransactionSource source() {
        return source;
    }

    /** From now on checkpoints are stored with the results that belong to them, or not at all. */
    TransactionConnections connect(int connections, Duration timeLimit) {
        used = true;
        TransactionConnections opened = source.connect().apply(connections, timeLimit);
        made.add(opened);
        return opened;
    }

    /** Whether there are processors that write in transactions. */
    boolean areUsed() {
        return used;
    }

    /** A lease is written through this store. */
    void note(Lease lease) {
        epochs.merge(lease.key(), lease.ownership().epoch(), Math::max);
    }

    /** Whether the lease was taken through this store under this epoch. */
    boolean haveSeen(ShardContext shard) {
        Long epoch = epochs.get(shard.lease());
        return epoch != null && epoch == shard.epoch();
    }

    /** @param upTo the checkpoint that will belong to it */
    ShardTransaction begin(
            ShardContext shard, Checkpoint upTo, TransactionConnections connections, Duration timeLimit) {
        ShardTransaction begun = new ShardTransaction(shard, upTo, connections, new TimeLimit(clock, timeLimit));
        current.put(shard.lease(), begun);
        return begun;
    }

    /** It has ended: a checkpoint that comes now is not its own. */
    void forget(ShardTransaction ended) {
        current.remove(ended.shard().lease(), ended);
    }

    /** The transaction that this checkpoint belongs to. */
    Optional<ShardTransaction> of(Lease lease) {
        return Optional.ofNullable(current.get(lease.key())).filter(transaction -> transaction.isFor(lease));
    }

    /** Commits on a thread that nothing else takes: what else is to be written may wait for this very commit. */
    <A> CompletionStage<A> submit(Callable<A> commit, Function<Throwable, A> failed) {
        return commits.submit(commit, failed);
    }

    /** Breaks off the commits under way and takes no others. Does not wait. */
    void stop() {
        commits.close();
        clock.shutdownNow();
    }

    /** Closes the connections; the database rolls back what is open. May wait a few seconds. */
    void disconnect() {
        made.forEach(TransactionConnections::close);
    }
}
