package io.millrace.engine.coordination;

import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a stream ready to be worked on: it is described, a consumer is found if its records are to be pushed, and the leases
 * are checked to be for this very stream. What may pass is tried again for as long as it takes. On the loop only.
 *
 * <pre>
 *   find: described --> consumer found --> found          bind: binding read, or made --> served
 *             |               |                                        |
 *             +---------------+------------- refused ------------------+
 * </pre>
 */
public final class StreamOpening {
    /** How it ends. */
    public interface Outcome {
        /** The stream exists; the leases are not looked at yet. */
        void found();

        /** The stream can be worked on. */
        void served(ServedStream stream);

        /** It cannot, and trying again would not help. */
        void refused(String explanation);
    }

    private final WorkerContext context;
    private final StoreClient store;
    private final StreamSetup setup;
    private final SourceClient source;
    private final Outcome outcome;
    private final StartAttempts tries;
    private Optional<FanOutConsumer> fanOut = Optional.empty();
    private DescribeAnswer.@Nullable Described described;
    private boolean stopped;

    public StreamOpening(
            WorkerContext context, StoreClient store, StreamSetup setup, SourceClient source, Outcome outcome) {
        this.context = context;
        this.store = store;
        this.setup = setup;
        this.source = source;
        this.outcome = outcome;
        this.tries = new StartAttempts(context, () -> !stopped, this::refuse);
    }

    /** Finds the stream, and the consumer if one is wanted. */
    public void find() {
        source.describe(answer -> {
            if (stopped) {
                return;
            }
            if (answer instanceof DescribeAnswer.Described found) {
                tries.succeeded();
                described = found;
                findConsumer();
            } else if (answer instanceof DescribeAnswer.Failed failed) {
                boolean refused = failed.failure().kind() == SourceFailure.Kind.REFUSED
                        || failed.failure().kind() == SourceFailure.Kind.NOT_FOUND;
                tries.failed(refused, failed.failure().explanation(), this::find);
            }
        });
    }

    /** Where records are to be pushed there must be a consumer that is registered with the stream. */
    private void findConsumer() {
        Optional<FanOutConsumer> wanted = setup.fanOut()
                .flatMap(settings ->
                        setup.records().fanOut().map(pushing -> new FanOutConsumer(context, pushing, settings)));
        if (wanted.isEmpty()) {
            outcome.found();
            return;
        }
        wanted.get().find(problem -> {
            if (stopped) {
                return;
            }
            if (problem.isEmpty()) {
                fanOut = wanted;
                outcome.found();
            } else if (wanted.get().settings().fallBackToPolling()) {
                context.emit(new WorkerEvent.Trouble("Shards are polled, although enhanced fan-out is asked for: "
                        + problem.get() + " That goes on until the worker is restarted."));
                outcome.found();
            } else {
                refuse(problem.get());
            }
        });
    }

    /** Checks that the leases are for the stream that was found, or marks them so when there are none. */
    public void bind() {
        DescribeAnswer.Described stream = described;
        if (stream != null) {
            readBinding(stream.identity(), stream);
        }
    }

    private void readBinding(StreamIdentity identity, DescribeAnswer.Described stream) {
        store.read(EntryKey.streamBinding(identity.name()), answer -> {
            if (stopped) {
                return;
            }
            if (answer instanceof ReadAnswer.Found found && found.found().entry() instanceof StreamBinding bound) {
                checkBinding(bound, stream);
            } else if (answer instanceof ReadAnswer.Absent) {
                createBinding(new StreamBinding(identity, stream.serviceTime()), stream);
            } else if (answer instanceof ReadAnswer.Corrupt corrupt) {
                refuse("The lease store's entry " + corrupt.problem().key() + " cannot be understood ("
                        + corrupt.problem().problem() + "), so it is unknown which stream the leases were made for."
                        + " Nothing was written. Repair the entry, or use another application name.");
            } else if (answer instanceof ReadAnswer.Failed failed) {
                tries.failed(
                        failed.failure().kind() == StoreFailure.Kind.REFUSED,
                        failed.failure().explanation(),
                        () -> readBinding(identity, stream));
            }
        });
    }

    private void createBinding(StreamBinding intended, DescribeAnswer.Described stream) {
        store.create(intended, answer -> {
            if (stopped) {
                return;
            }
            if (answer instanceof WriteAnswer.Applied) {
                served(intended, stream);
            } else if (answer instanceof WriteAnswer.Failed failed
                    && failed.failure().kind() == StoreFailure.Kind.REFUSED) {
                refuse(failed.failure().explanation());
            } else {
                // Another worker was faster, or the answer was lost: what stands there counts.
                tries.again(() -> readBinding(intended.stream(), stream));
            }
        });
    }

    private void checkBinding(StreamBinding bound, DescribeAnswer.Described stream) {
        StreamIdentity identity = stream.identity();
        if (bound.stream().equals(identity)) {
            served(bound, stream);
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

    private void served(StreamBinding binding, DescribeAnswer.Described stream) {
        outcome.served(new ServedStream(setup, source, binding, stream.retention(), fanOut));
    }

    private void refuse(String explanation) {
        stopped = true;
        outcome.refused(explanation);
    }

    /** Nobody waits for the outcome any more. */
    public void stop() {
        stopped = true;
    }
}
