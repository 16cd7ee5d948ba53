package io.millrace.app.leases;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.ports.store.CorruptEntry;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.StoreFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Reads all that an application keeps in its lease store. Writes nothing. Used by one thread. */
public final class LeaseReader {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int ATTEMPTS = 5;

    private final LeaseStore store;
    private final List<CorruptEntry> corrupt = new ArrayList<>();

    public LeaseReader(LeaseStore store) {
        this.store = store;
    }

    /**
     * @throws IOException when the store refuses or does not answer, with what to do about it
     */
    public LeaseReport read() throws IOException, InterruptedException {
        open();
        ImmutableList<StreamBinding> streams = list(EntryKind.STREAM_BINDING, StreamBinding.class);
        Optional<SessionId> leader = list(EntryKind.LEADERSHIP, Leadership.class).stream()
                .flatMap(leadership -> leadership.ownership().owner().stream())
                .findFirst();
        ImmutableList<Lease> leases =
                ImmutableList.sortedCopyOf(Comparator.comparing(Lease::key), list(EntryKind.LEASE, Lease.class));
        ImmutableList<WorkerSession> sessions = ImmutableList.sortedCopyOf(
                Comparator.comparing(WorkerSession::id), list(EntryKind.SESSION, WorkerSession.class));
        return new LeaseReport(store.application(), streams, leader, sessions, leases, ImmutableList.copyOf(corrupt));
    }

    private void open() throws IOException, InterruptedException {
        for (int attempt = 1; await(store.open()) instanceof OpenAnswer.Failed failed; attempt++) {
            pauseOrGiveUp(failed.failure(), attempt);
        }
    }

    private <E extends Entry> ImmutableList<E> list(EntryKind kind, Class<E> type)
            throws IOException, InterruptedException {
        ImmutableList.Builder<E> entries = ImmutableList.builder();
        Optional<String> token = Optional.empty();
        do {
            ListAnswer.Page page = page(kind, token);
            page.entries().stream()
                    .map(Versioned::entry)
                    .filter(type::isInstance)
                    .map(type::cast)
                    .forEach(entries::add);
            corrupt.addAll(page.corrupt());
            token = page.nextPageToken();
        } while (token.isPresent());
        return entries.build();
    }

    private ListAnswer.Page page(EntryKind kind, Optional<String> token) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            ListAnswer answer = await(store.list(kind, token));
            if (answer instanceof ListAnswer.Page page) {
                return page;
            }
            pauseOrGiveUp(((ListAnswer.Failed) answer).failure(), attempt);
        }
    }

    private static void pauseOrGiveUp(StoreFailure failure, int attempt) throws IOException, InterruptedException {
        if (failure.kind() == StoreFailure.Kind.REFUSED || attempt == ATTEMPTS) {
            throw new IOException(failure.explanation());
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }

    private static <T> T await(CompletionStage<T> answer) throws InterruptedException {
        try {
            return answer.toCompletableFuture().get();
        } catch (ExecutionException broken) {
            throw new IllegalStateException("a lease store answers with a value, also when it fails", broken);
        }
    }
}
