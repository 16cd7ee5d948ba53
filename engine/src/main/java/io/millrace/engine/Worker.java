package io.millrace.engine;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.engine.consumption.MemoryBudget;
import io.millrace.engine.consumption.ShardWorker;
import io.millrace.engine.coordination.ServedStream;
import io.millrace.engine.coordination.StartAttempts;
import io.millrace.engine.coordination.StoreClient;
import io.millrace.engine.coordination.StreamSetup;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.DeadLetterSink;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The life of one worker, on its loop.
 *
 * <pre>
 * NEW --start--> OPENING: streams described, store opened, bindings checked --> RUNNING: one membership after another
 *                   |                                                            |
 *                   | refused                                 stop, or the last stream is gone
 *                   v                                                            v
 *                STOPPED                                     STOPPING: everything given up, session deleted --> STOPPED
 * </pre>
 */
final class Worker {
    private enum State {
        NEW,
        OPENING,
        RUNNING,
        STOPPING,
        STOPPED
    }

    private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final Duration LAST_WRITES = Duration.ofSeconds(10);

    private final WorkerContext context;
    private final StoreClient store;
    private final DeadLetterSink deadLetters;
    private final MemoryBudget budget;
    private final WorkerStreams streams;
    private final StartAttempts opening;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<String> stopped = new CompletableFuture<>();
    /** Every shard of this worker until its user code is through, over all memberships. */
    private final TreeMap<LeaseKey, ShardWorker> shards = new TreeMap<>();

    private State state = State.NEW;
    private int attempts;
    private String stopReason = "";
    private @Nullable Membership membership;

    Worker(
            WorkerContext context,
            LeaseStore leaseStore,
            ImmutableList<StreamSetup> streams,
            DeadLetterSink deadLetters) {
        this.context = context;
        this.store = new StoreClient(context, leaseStore);
        this.deadLetters = deadLetters;
        this.budget = new MemoryBudget(context.config().memoryBudgetBytes());
        this.opening = new StartAttempts(context, () -> state == State.OPENING, this::refuse);
        this.streams = new WorkerStreams(context, store, streams, shards, new StreamsOwner());
    }

    CompletableFuture<Void> started() {
        return started;
    }

    CompletableFuture<String> stopped() {
        return stopped;
    }

    void start() {
        if (state == State.NEW) {
            state = State.OPENING;
            // The streams first: for one that does not exist no table is made.
            streams.find();
        }
    }

    private void openStore() {
        store.open(answer -> {
            if (state != State.OPENING) {
                return;
            }
            if (answer instanceof OpenAnswer.Failed failed) {
                opening.failed(
                        failed.failure().kind() == StoreFailure.Kind.REFUSED,
                        failed.failure().explanation(),
                        this::openStore);
            } else {
                streams.bind();
            }
        });
    }

    private void refuse(String explanation) {
        started.completeExceptionally(new StartRefusedException(explanation));
        finish("refused to start: " + explanation);
    }

    private void beginMembership() {
        membership =
                new Membership(context, store, budget, deadLetters, streams.served(), shards, new MembershipOwner());
        membership.start();
    }

    /** Adds a stream to those that this worker works on. */
    void add(StreamSetup setup, CompletableFuture<Void> added) {
        if (state != State.RUNNING) {
            added.completeExceptionally(new IllegalStateException(notRunning("added", setup.name())));
            return;
        }
        streams.add(setup, added);
    }

    /** Gives up the shards of a stream, and works on it no longer. */
    void remove(String name, CompletableFuture<Void> removed) {
        if (state != State.RUNNING) {
            removed.completeExceptionally(new IllegalStateException(notRunning("removed", name)));
            return;
        }
        streams.remove(name, removed);
    }

    private String notRunning(String what, String name) {
        return "stream '" + name + "' cannot be " + what + ": worker "
                + context.config().workerId() + " is " + Ascii.toLowerCase(state.name())
                + "; a stream is added and removed once it has started";
    }

    void stop(String reason) {
        if (state == State.STOPPING || state == State.STOPPED) {
            return;
        }
        stopReason = reason;
        Membership current = membership;
        if (current == null) {
            started.completeExceptionally(new StartRefusedException("stopped before it had started: " + reason));
            finish(reason);
            return;
        }
        state = State.STOPPING;
        context.after(
                context.config().handOffTimeout().plus(LAST_WRITES), () -> finish(reason + "; not all of it in time"));
        current.leave(() -> finish(reason));
    }

    private void finish(String reason) {
        if (state != State.STOPPED) {
            state = State.STOPPED;
            streams.stop(reason);
            context.emit(new WorkerEvent.Stopped(reason));
            context.close();
            stopped.complete(reason);
        }
    }

    ConsumerConfig config() {
        return context.config();
    }

    /** The shards this worker has now, for display. */
    ImmutableList<ShardWorker> shards() {
        return ImmutableList.copyOf(shards.values());
    }

    private final class StreamsOwner implements WorkerStreams.Owner {
        @Override
        public void allFound() {
            openStore();
        }

        @Override
        public void allServed() {
            state = State.RUNNING;
            beginMembership();
        }

        @Override
        public void refused(String explanation) {
            refuse(explanation);
        }

        @Override
        public void added(ServedStream stream) {
            if (membership != null) {
                membership.streamAdded(stream);
            }
        }

        @Override
        public void removed(String stream, String reason) {
            if (membership != null) {
                membership.streamRemoved(stream, reason);
            }
        }
    }

    private final class MembershipOwner implements Membership.Owner {
        @Override
        public void joined() {
            started.complete(null);
        }

        @Override
        public void lost() {
            if (state == State.STOPPING) {
                finish(stopReason);
                return;
            }
            context.after(RETRY.delay(++attempts, context.jitter("rejoin")), () -> {
                if (state == State.RUNNING) {
                    beginMembership();
                }
            });
        }

        @Override
        public void streamGone(String stream) {
            if (state == State.RUNNING && streams.isServed(stream)) {
                context.emit(new WorkerEvent.StreamGone(stream));
                if (streams.isOnly(stream)) {
                    stop("the stream " + stream + " does not exist any more");
                } else {
                    streams.gone(stream);
                }
            }
        }

        @Override
        public void letGo(LeaseKey key) {
            streams.letGo(key.stream());
        }
    }
}
