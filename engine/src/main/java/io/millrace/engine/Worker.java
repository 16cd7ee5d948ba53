package io.millrace.engine;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.engine.consumption.MemoryBudget;
import io.millrace.engine.consumption.ShardWorker;
import io.millrace.engine.coordination.FanOutConsumer;
import io.millrace.engine.coordination.SourceClient;
import io.millrace.engine.coordination.StoreClient;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.DeadLetterSink;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The life of one worker, on its loop.
 *
 * <pre>
 * NEW --start--> OPENING: stream described, store opened, binding checked --> RUNNING: one membership after another
 *                   |                                                            |
 *                   | refused                                  stop, or the stream is gone
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
    private final RecordSource recordSource;
    private final SourceClient source;
    private final RecordProcessorFactory processors;
    private final DeadLetterSink deadLetters;
    private final MemoryBudget budget;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<String> stopped = new CompletableFuture<>();
    /** Every shard of this worker until its user code is through, over all memberships. */
    private final TreeMap<LeaseKey, ShardWorker> shards = new TreeMap<>();

    private State state = State.NEW;
    private int attempts;
    private String stopReason = "";
    private @Nullable Membership membership;
    private @Nullable StreamBinding binding;
    private Optional<FanOutConsumer> fanOut = Optional.empty();
    private Duration retention = Duration.ofHours(24);

    Worker(
            WorkerContext context,
            LeaseStore leaseStore,
            RecordSource recordSource,
            RecordProcessorFactory processors,
            DeadLetterSink deadLetters) {
        this.context = context;
        this.store = new StoreClient(context, leaseStore);
        this.recordSource = recordSource;
        this.source = new SourceClient(context, recordSource);
        this.processors = processors;
        this.deadLetters = deadLetters;
        this.budget = new MemoryBudget(context.config().memoryBudgetBytes());
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
            // The stream first: for one that does not exist no table is made.
            describe();
        }
    }

    private void describe() {
        source.describe(answer -> {
            if (state != State.OPENING) {
                return;
            }
            if (answer instanceof DescribeAnswer.Described found) {
                attempts = 0;
                retention = found.retention();
                findConsumer(found);
            } else if (answer instanceof DescribeAnswer.Failed failed) {
                boolean refused = failed.failure().kind() == SourceFailure.Kind.REFUSED
                        || failed.failure().kind() == SourceFailure.Kind.NOT_FOUND;
                retryOrRefuse(refused, failed.failure().explanation(), this::describe);
            }
        });
    }

    /** Where records are to be pushed there must be a consumer that is registered with the stream. */
    private void findConsumer(DescribeAnswer.Described stream) {
        Optional<FanOutConsumer> wanted = context.config()
                .fanOut()
                .flatMap(settings ->
                        recordSource.fanOut().map(pushing -> new FanOutConsumer(context, pushing, settings)));
        if (wanted.isEmpty()) {
            openStore(stream);
            return;
        }
        wanted.get().find(problem -> {
            if (state != State.OPENING) {
                return;
            }
            if (problem.isEmpty()) {
                fanOut = wanted;
                openStore(stream);
            } else if (wanted.get().settings().fallBackToPolling()) {
                context.emit(new WorkerEvent.Trouble("Shards are polled, although enhanced fan-out is asked for: "
                        + problem.get() + " That goes on until the worker is restarted."));
                openStore(stream);
            } else {
                refuse(problem.get());
            }
        });
    }

    private void openStore(DescribeAnswer.Described stream) {
        store.open(answer -> {
            if (state != State.OPENING) {
                return;
            }
            if (answer instanceof OpenAnswer.Failed failed) {
                retryOrRefuse(
                        failed.failure().kind() == StoreFailure.Kind.REFUSED,
                        failed.failure().explanation(),
                        () -> openStore(stream));
            } else {
                attempts = 0;
                readBinding(stream.identity(), stream.serviceTime());
            }
        });
    }

    private void readBinding(StreamIdentity identity, Instant serviceTime) {
        store.read(EntryKey.streamBinding(identity.name()), answer -> {
            if (state != State.OPENING) {
                return;
            }
            if (answer instanceof ReadAnswer.Found found && found.found().entry() instanceof StreamBinding bound) {
                checkBinding(bound, identity);
            } else if (answer instanceof ReadAnswer.Absent) {
                createBinding(new StreamBinding(identity, serviceTime));
            } else if (answer instanceof ReadAnswer.Corrupt corrupt) {
                refuse("The lease store's entry " + corrupt.problem().key() + " cannot be understood ("
                        + corrupt.problem().problem() + "), so it is unknown which stream the leases were made for."
                        + " Nothing was written. Repair the entry, or use another application name.");
            } else if (answer instanceof ReadAnswer.Failed failed) {
                retryOrRefuse(
                        failed.failure().kind() == StoreFailure.Kind.REFUSED,
                        failed.failure().explanation(),
                        () -> readBinding(identity, serviceTime));
            }
        });
    }

    private void createBinding(StreamBinding intended) {
        store.create(intended, answer -> {
            if (state != State.OPENING) {
                return;
            }
            if (answer instanceof WriteAnswer.Applied) {
                join(intended);
            } else if (answer instanceof WriteAnswer.Failed failed
                    && failed.failure().kind() == StoreFailure.Kind.REFUSED) {
                refuse(failed.failure().explanation());
            } else {
                // Another worker was faster, or the answer was lost: what stands there counts.
                context.after(
                        RETRY.delay(++attempts, context.jitter("binding-retry")),
                        () -> readBinding(intended.stream(), intended.boundAt()));
            }
        });
    }

    private void checkBinding(StreamBinding bound, StreamIdentity identity) {
        if (bound.stream().equals(identity)) {
            join(bound);
            return;
        }
        if (bound.isIncomplete()) {
            refuse("The leases of this application are being copied here from KCL's table, and not all of them are here"
                    + " yet: a worker would begin the others anew. Nothing was written. Let `millrace migrate` finish, or"
                    + " give the same command once more if it was ended: it goes on where it was.");
            return;
        }
        refuse("The leases of this application were made for stream "
                + bound.stream().arn() + ", created "
                + bound.stream().creationTime() + "; the stream of that name is now " + identity.arn() + ", created "
                + identity.creationTime() + ". Their checkpoints mean nothing there, so the worker does not start and"
                + " nothing was written. Use another application name, or delete this application's entries to begin"
                + " anew.");
    }

    private void retryOrRefuse(boolean refused, String explanation, Runnable again) {
        if (refused) {
            refuse(explanation);
            return;
        }
        attempts++;
        if (attempts == 1) {
            context.emit(new WorkerEvent.Trouble("Cannot start yet, trying again: " + explanation));
        }
        context.after(RETRY.delay(attempts, context.jitter("start-retry")), () -> {
            if (state == State.OPENING) {
                again.run();
            }
        });
    }

    private void refuse(String explanation) {
        started.completeExceptionally(new StartRefusedException(explanation));
        finish("refused to start: " + explanation);
    }

    private void join(StreamBinding bound) {
        state = State.RUNNING;
        attempts = 0;
        binding = bound;
        beginMembership(bound);
    }

    private void beginMembership(StreamBinding bound) {
        membership = new Membership(
                context,
                store,
                source,
                budget,
                processors,
                deadLetters,
                retention,
                bound,
                fanOut,
                shards,
                new MembershipOwner());
        membership.start();
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
            StreamBinding bound = binding;
            context.after(RETRY.delay(++attempts, context.jitter("rejoin")), () -> {
                if (state == State.RUNNING && bound != null) {
                    beginMembership(bound);
                }
            });
        }

        @Override
        public void streamGone() {
            if (state == State.RUNNING) {
                context.emit(new WorkerEvent.StreamGone(source.streamName()));
                stop("the stream " + source.streamName() + " does not exist any more");
            }
        }
    }
}
