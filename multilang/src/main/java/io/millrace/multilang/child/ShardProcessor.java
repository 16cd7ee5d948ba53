package io.millrace.multilang.child;

import com.google.common.collect.ImmutableList;
import io.millrace.multilang.process.ChildStartException;
import io.millrace.multilang.process.ChildThreads;
import io.millrace.multilang.protocol.Action;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.ProcessorRestartException;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.processing.ShardControl;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record processor of one shard: passes each call on to the shard's child, and when the child is of no use any more
 * ends it, says why, and asks the engine to begin anew.
 */
final class ShardProcessor implements RecordProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(ShardProcessor.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    /** One call to the child. */
    private interface Step {
        void run(Link link) throws BrokenChildException, ChildFailedException, InterruptedException;
    }

    private final ShardChildren children;
    private final ShardContext shard;
    private final ShardControl control;
    private final ShardShare share;
    private @Nullable Link link;
    private @Nullable Child child;
    private @Nullable Action action;
    private long sinceNanos;
    private boolean started;
    private boolean over;
    private boolean reported;
    private boolean gone;
    private boolean lateIsTold;
    private @Nullable String overdue;

    ShardProcessor(ShardChildren children, ShardContext shard, ShardControl control) {
        this.children = children;
        this.shard = shard;
        this.control = control;
        this.share = new ShardShare(control);
    }

    ShardContext shard() {
        return shard;
    }

    @Override
    public void initialize(ShardContext context) throws Exception {
        enter(Action.INITIALIZE);
        try {
            Link opened = children.open(this);
            synchronized (this) {
                link = opened;
                started = true;
            }
            // Not before: what an interpreter and a processor compute to begin with is no load of the shard.
            opened.child().cpu().join(share);
            children.listener().started(shard.shardId(), opened.child().pid());
            opened.child().whenGone(this::childGone);
        } catch (ChildStartException failed) {
            throw restart(failed.getMessage() == null ? "" : failed.getMessage(), 0);
        } catch (BrokenChildException broken) {
            throw broken(Action.INITIALIZE, broken);
        } catch (ChildFailedException failed) {
            throw new ProcessorRestartException(of(failed), failed);
        } catch (InterruptedException interrupted) {
            endUnfinished();
            throw interrupted;
        } finally {
            leave();
        }
    }

    private synchronized void endUnfinished() {
        if (child != null) {
            child.endSoon(Duration.ZERO);
        }
    }

    /** The child that is being started for this shard. */
    synchronized void starting(Child begun) {
        child = begun;
    }

    @Override
    public void processRecords(RecordBatch batch) throws Exception {
        share.handed(batch.records());
        call(Action.PROCESS_RECORDS, open -> open.processRecords(batch));
    }

    @Override
    public void leaseLost() throws Exception {
        call(Action.LEASE_LOST, open -> {
            open.leaseLost();
            finished(open);
        });
    }

    @Override
    public void shutdownRequested(Checkpointer checkpointer) throws Exception {
        call(Action.SHUTDOWN_REQUESTED, open -> {
            open.shutdownRequested(checkpointer);
            finished(open);
        });
    }

    @Override
    public void shardEnded(Checkpointer checkpointer) throws Exception {
        boolean[] isFinished = new boolean[1];
        call(Action.SHARD_ENDED, open -> {
            isFinished[0] = open.shardEnded(checkpointer);
            finished(open);
        });
        if (!isFinished[0]) {
            String what = "The record processor of shard " + shard.shardId() + " acknowledged shardEnded without a"
                    + " checkpoint, so the shard does not count as finished and its children wait. It is begun anew at its"
                    + " last checkpoint. Call checkpoint() without a position in shardEnded.";
            LOG.error("{}", what);
            throw new ProcessorRestartException(what);
        }
    }

    private void finished(Link open) {
        synchronized (this) {
            over = true;
        }
        open.finish();
        ended("is done with the shard");
    }

    private void call(Action called, Step step) throws Exception {
        Link open = enter(called);
        if (open == null) {
            throw new ProcessorRestartException("The child of shard " + shard.shardId() + " was not initialised.");
        }
        try {
            step.run(open);
        } catch (BrokenChildException broken) {
            ProcessorRestartException restart = broken(called, broken);
            boolean isFarewell = called == Action.LEASE_LOST || called == Action.SHUTDOWN_REQUESTED;
            if (!(isFarewell && children.isStopping())) {
                throw restart;
            }
        } catch (ChildFailedException failed) {
            throw failed(called, open, failed);
        } catch (InterruptedException interrupted) {
            open.child().endSoon(Duration.ZERO);
            throw interrupted;
        } finally {
            leave();
        }
    }

    private synchronized @Nullable Link enter(Action called) {
        action = called;
        sinceNanos = System.nanoTime();
        return link;
    }

    private void leave() {
        synchronized (this) {
            action = null;
        }
        troubleBetweenCalls();
    }

    /** What the shard's child is doing now, and since when; empty when it waits for work. */
    synchronized Optional<String> doing() {
        if (action == null) {
            return Optional.empty();
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - sinceNanos);
        return Optional.of(action.wireName() + " for " + seconds + " s, "
                + (child == null ? "not started" : "pid " + child.pid()));
    }

    // ---- when something is wrong

    /** User code failed in a child that is well. */
    private Exception failed(Action called, Link open, ChildFailedException failed) throws InterruptedException {
        if (called == Action.PROCESS_RECORDS && !children.settings().restartBatchesInFlight()) {
            return failed;
        }
        boolean first;
        synchronized (this) {
            first = !reported;
            reported = true;
            over = true;
        }
        if (first) {
            open.abandon();
            ended("was given up");
        }
        return new ProcessorRestartException(of(failed), failed);
    }

    private String of(ChildFailedException failed) {
        return "Shard " + shard.shardId() + " begins anew at its last checkpoint. " + failed.getMessage();
    }

    private ProcessorRestartException broken(Action called, BrokenChildException broken) throws InterruptedException {
        Child broke;
        synchronized (this) {
            if (reported) {
                return new ProcessorRestartException("The child of shard " + shard.shardId() + " is no more.", broken);
            }
            reported = true;
            broke = child;
        }
        if (broke == null) {
            return restart("It " + broken.getMessage() + ".", 0);
        }
        broke.end(Child.UNASKED);
        return restart(lastWords(broke, broken.getMessage() + ", told " + called.wireName()), broke.pid());
    }

    private String lastWords(Child broke, String what) throws InterruptedException {
        String how;
        try {
            how = broke.gone().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException unknown) {
            how = "has not exited although it was killed";
        }
        ImmutableList<String> lines = broke.lastErrorLines();
        return "The child of shard " + shard.shardId() + " (pid " + broke.pid() + ") " + what + "; it " + how + ". "
                + (lines.isEmpty()
                        ? "It wrote nothing to its standard error."
                        : "The last lines of its standard error:\n  " + String.join("\n  ", lines));
    }

    private ProcessorRestartException restart(String what, long pid) {
        if (children.isStopping()) {
            LOG.info("{} The daemon is stopping, so this is no failure.", what);
        } else {
            LOG.error("{}", what);
            children.listener().failed(shard.shardId(), pid, what);
        }
        ProcessorRestartException restart = new ProcessorRestartException(what);
        // The trace would lead to the thread that noticed, and would be logged for every death.
        restart.setStackTrace(new StackTraceElement[0]);
        return restart;
    }

    private void childGone(String how) {
        synchronized (this) {
            gone = true;
        }
        ended(how);
        troubleBetweenCalls();
    }

    private void ended(String how) {
        Child finished;
        synchronized (this) {
            finished = child;
            if (!started || finished == null) {
                return;
            }
            started = false;
        }
        share.leave();
        children.listener().ended(shard.shardId(), finished.pid(), how, finished.lastErrorLines());
    }

    /** A failure in between has no call that could throw it; on a thread that may wait. */
    void failedBetweenCalls() {
        ChildThreads.start("child-failed-" + shard.shardId(), this::troubleBetweenCalls);
    }

    /**
     * Looks after batches that were sent ahead, for which no call waits: a child that is late with them is spoken of once,
     * and one that misses its deadline is ended. Does not block.
     */
    void look(Duration hungAfter) {
        Duration silence;
        synchronized (this) {
            boolean isIdle = action == null && !over && !reported && !gone && overdue == null;
            Optional<Duration> owed =
                    isIdle && link instanceof FramedChannel channel ? channel.owesSince() : Optional.empty();
            if (owed.isEmpty() || owed.get().compareTo(hungAfter) < 0) {
                lateIsTold = false;
            }
            if (owed.isEmpty()) {
                return;
            }
            silence = owed.get();
            Optional<Duration> limit = children.settings().messageTimeout();
            if (limit.isPresent() && silence.compareTo(limit.get()) >= 0) {
                overdue = "did not answer within " + limit.get().toSeconds() + " s to a batch that was sent ahead";
            } else if (lateIsTold || silence.compareTo(hungAfter) < 0) {
                return;
            }
            lateIsTold = true;
        }
        if (overdue != null) {
            failedBetweenCalls();
        } else {
            LOG.warn(
                    "The child of shard {} (pid {}) has said nothing for {} s, although it has batches to process that were"
                            + " sent ahead. Nothing more of that shard is processed until it does; look what the child waits"
                            + " for, or set timeoutInSeconds, after which such a child is ended and begins anew",
                    shard.shardId(),
                    child == null ? 0 : child.pid(),
                    silence.toSeconds());
        }
    }

    private void troubleBetweenCalls() {
        Child broke;
        Optional<ChildFailedException> failure = Optional.empty();
        Link open;
        synchronized (this) {
            open = link;
            broke = child;
            if (action != null || over || reported || open == null || broke == null) {
                return;
            }
            if (!gone && open instanceof FramedChannel channel) {
                failure = channel.takeFailure();
            }
            if (!gone && failure.isEmpty() && overdue == null) {
                return;
            }
            reported = true;
            over = true;
        }
        try {
            if (failure.isPresent()) {
                open.abandon();
                ended("was given up");
                control.restart(new ProcessorRestartException(of(failure.get()), failure.get()));
            } else if (children.isStopping()) {
                LOG.info("The child of shard {} has ended while the daemon is stopping.", shard.shardId());
            } else {
                String what = overdue == null ? "ended between two calls" : overdue;
                if (overdue != null) {
                    broke.end(Child.UNASKED);
                }
                control.restart(restart(lastWords(broke, what), broke.pid()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
