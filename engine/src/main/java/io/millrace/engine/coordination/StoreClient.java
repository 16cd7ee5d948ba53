package io.millrace.engine.coordination;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.sharing.LeaseSharing;
import io.millrace.ports.runtime.EventLoop.Cancellable;
import io.millrace.ports.store.CorruptEntry;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The lease store as the loop sees it: answers come back on the loop, an answer that takes too long counts as unknown,
 * and no more than a fixed number of calls are under way. Takes no decision and repeats nothing.
 */
public final class StoreClient {
    private static final int MOST_IN_FLIGHT = 64;
    private static final Duration OPEN_TIMEOUT = Duration.ofMinutes(5);

    private final WorkerContext context;
    private final LeaseStore store;
    private final CallLimiter limiter = new CallLimiter(MOST_IN_FLIGHT);

    public StoreClient(WorkerContext context, LeaseStore store) {
        this.context = context;
        this.store = store;
    }

    /** On which terms leases are shared with workers of another system; empty when they are not. */
    public Optional<LeaseSharing> sharing() {
        return store.sharing();
    }

    /** Every entry of a kind, over all pages, or why not. */
    public sealed interface Listing {
        /** All that was found. */
        record Complete(ImmutableList<Versioned<?>> entries, ImmutableList<CorruptEntry> corrupt) implements Listing {}

        /** The listing broke off. */
        record Broken(StoreFailure failure) implements Listing {}
    }

    public void open(Consumer<OpenAnswer> then) {
        call("open", false, OPEN_TIMEOUT, store::open, OpenAnswer.Failed::new, StoreClient::outcome, then);
    }

    public void read(EntryKey key, Consumer<ReadAnswer> then) {
        call("read", false, timeout(), () -> store.read(key), ReadAnswer.Failed::new, StoreClient::outcome, then);
    }

    public void create(Entry entry, Consumer<WriteAnswer> then) {
        call(
                "create",
                false,
                timeout(),
                () -> store.create(entry),
                WriteAnswer.Failed::new,
                StoreClient::outcome,
                then);
    }

    public void replace(Entry entry, long expectedRevision, Consumer<WriteAnswer> then) {
        call(
                "replace",
                false,
                timeout(),
                () -> store.replace(entry, expectedRevision),
                WriteAnswer.Failed::new,
                StoreClient::outcome,
                then);
    }

    /** A replacement that waits behind nothing. */
    public void replaceUrgently(Entry entry, long expectedRevision, Consumer<WriteAnswer> then) {
        call(
                "heartbeat",
                true,
                timeout(),
                () -> store.replace(entry, expectedRevision),
                WriteAnswer.Failed::new,
                StoreClient::outcome,
                then);
    }

    public void delete(EntryKey key, long expectedRevision, Consumer<WriteAnswer> then) {
        call(
                "delete",
                false,
                timeout(),
                () -> store.delete(key, expectedRevision),
                WriteAnswer.Failed::new,
                StoreClient::outcome,
                then);
    }

    /** Lists page after page; the pages are of different moments. */
    public void listAll(EntryKind kind, Consumer<Listing> then) {
        listFrom(kind, Optional.empty(), ImmutableList.builder(), ImmutableList.builder(), then);
    }

    private void listFrom(
            EntryKind kind,
            Optional<String> pageToken,
            ImmutableList.Builder<Versioned<?>> entries,
            ImmutableList.Builder<CorruptEntry> corrupt,
            Consumer<Listing> then) {
        call(
                "list",
                false,
                timeout(),
                () -> store.list(kind, pageToken),
                ListAnswer.Failed::new,
                StoreClient::outcome,
                answer -> {
                    if (answer instanceof ListAnswer.Page page) {
                        entries.addAll(page.entries());
                        corrupt.addAll(page.corrupt());
                        if (page.nextPageToken().isPresent()) {
                            listFrom(kind, page.nextPageToken(), entries, corrupt, then);
                        } else {
                            then.accept(new Listing.Complete(entries.build(), corrupt.build()));
                        }
                    } else if (answer instanceof ListAnswer.Failed failed) {
                        then.accept(new Listing.Broken(failed.failure()));
                    }
                });
    }

    private Duration timeout() {
        return context.config().storeTimeout();
    }

    private <T> void call(
            String operation,
            boolean urgent,
            Duration timeout,
            Supplier<CompletionStage<T>> request,
            Function<StoreFailure, T> failure,
            Function<T, String> outcome,
            Consumer<T> then) {
        Runnable send = () -> new Call<>(operation, timeout, failure, outcome, then).send(request);
        if (urgent) {
            limiter.submitUrgent(send);
        } else {
            limiter.submit(send);
        }
    }

    /** One call under way: ends once, by its answer or by time, whichever comes first. */
    private final class Call<T> {
        private final String operation;
        private final Function<StoreFailure, T> failure;
        private final Function<T, String> outcome;
        private final Consumer<T> then;
        private final long sentAtNanos = context.now();
        private final Cancellable timer;
        private boolean ended;

        Call(
                String operation,
                Duration timeout,
                Function<StoreFailure, T> failure,
                Function<T, String> outcome,
                Consumer<T> then) {
            this.operation = operation;
            this.failure = failure;
            this.outcome = outcome;
            this.then = then;
            timer = context.after(timeout, () -> end(unknown("no answer within " + timeout)));
        }

        void send(Supplier<CompletionStage<T>> request) {
            context.onLoop(
                    request.get(),
                    (answer, problem) ->
                            end(problem == null ? answer : unknown("the lease store failed unexpectedly: " + problem)));
        }

        private T unknown(String why) {
            return failure.apply(new StoreFailure(StoreFailure.Kind.UNKNOWN, operation + ": " + why));
        }

        private void end(T answer) {
            if (ended) {
                return;
            }
            ended = true;
            timer.cancel();
            limiter.ended();
            context.emit(new WorkerEvent.CallEnded(
                    "store", operation, outcome.apply(answer), Duration.ofNanos(context.now() - sentAtNanos)));
            then.accept(answer);
        }
    }

    /** One word for what came of a write. */
    public static String outcome(WriteAnswer answer) {
        if (answer instanceof WriteAnswer.Failed failed) {
            return word(failed.failure());
        }
        return answer instanceof WriteAnswer.Applied ? "applied" : "conflict";
    }

    private static String outcome(ReadAnswer answer) {
        if (answer instanceof ReadAnswer.Failed failed) {
            return word(failed.failure());
        }
        if (answer instanceof ReadAnswer.Corrupt) {
            return "corrupt";
        }
        return answer instanceof ReadAnswer.Found ? "found" : "absent";
    }

    private static String outcome(ListAnswer answer) {
        return answer instanceof ListAnswer.Failed failed ? word(failed.failure()) : "page";
    }

    private static String outcome(OpenAnswer answer) {
        return answer instanceof OpenAnswer.Failed failed ? word(failed.failure()) : "ready";
    }

    private static String word(StoreFailure failure) {
        return com.google.common.base.Ascii.toLowerCase(failure.kind().name());
    }
}
