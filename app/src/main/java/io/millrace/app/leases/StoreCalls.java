package io.millrace.app.leases;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.CorruptEntry;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Calls to a lease store that wait for the answer, for a command that does one thing after another. What may pass is tried
 * again for some seconds. Used by one thread.
 */
public final class StoreCalls {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int ATTEMPTS = 5;

    private final LeaseStore store;

    /** @param store stays the caller's to close */
    public StoreCalls(LeaseStore store) {
        this.store = store;
    }

    /**
     * What a listing found.
     *
     * @param entries in no particular order
     * @param corrupt those that cannot be understood
     * @param <E> the kind of entry
     */
    public record Listed<E extends Entry>(ImmutableList<Versioned<E>> entries, ImmutableList<CorruptEntry> corrupt) {}

    /** Makes the store ready; a failure that will not pass is the answer, for the caller to judge. */
    public OpenAnswer tryOpen() throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            OpenAnswer answer = await(store.open());
            if (!(answer instanceof OpenAnswer.Failed failed) || isFinal(failed.failure(), attempt)) {
                return answer;
            }
            pause();
        }
    }

    /** @throws IOException when the store refuses or does not answer, with what to do about it */
    public void open() throws IOException, InterruptedException {
        if (tryOpen() instanceof OpenAnswer.Failed failed) {
            throw new IOException(failed.failure().explanation());
        }
    }

    /**
     * Reads all entries of a kind.
     *
     * @throws IOException when the store refuses or does not answer, with what to do about it
     */
    public <E extends Entry> Listed<E> list(EntryKind kind, Class<E> type) throws IOException, InterruptedException {
        ImmutableList.Builder<Versioned<E>> entries = ImmutableList.builder();
        ImmutableList.Builder<CorruptEntry> corrupt = ImmutableList.builder();
        Optional<String> token = Optional.empty();
        do {
            ListAnswer.Page page = page(kind, token);
            for (Versioned<?> found : page.entries()) {
                if (type.isInstance(found.entry())) {
                    entries.add(new Versioned<>(type.cast(found.entry()), found.revision()));
                }
            }
            corrupt.addAll(page.corrupt());
            token = page.nextPageToken();
        } while (token.isPresent());
        return new Listed<>(entries.build(), corrupt.build());
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

    /**
     * Reads one entry as it is now.
     *
     * @throws IOException when the store refuses or does not answer, or the entry cannot be understood
     */
    public Optional<Versioned<?>> read(EntryKey key) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            ReadAnswer answer = await(store.read(key));
            if (answer instanceof ReadAnswer.Found found) {
                return Optional.of(found.found());
            } else if (answer instanceof ReadAnswer.Absent) {
                return Optional.empty();
            } else if (answer instanceof ReadAnswer.Corrupt corrupt) {
                throw new IOException("The entry " + corrupt.problem().key() + " cannot be understood ("
                        + corrupt.problem().problem() + "). Repair it.");
            }
            pauseOrGiveUp(((ReadAnswer.Failed) answer).failure(), attempt);
        }
    }

    /**
     * Waits before the next attempt, or gives up when the failure will not pass or there were attempts enough.
     *
     * @param attempt how many there were, from 1
     */
    public static void pauseOrGiveUp(StoreFailure failure, int attempt) throws IOException, InterruptedException {
        if (isFinal(failure, attempt)) {
            throw new IOException(failure.explanation());
        }
        pause();
    }

    private static boolean isFinal(StoreFailure failure, int attempt) {
        return failure.kind() == StoreFailure.Kind.REFUSED || attempt == ATTEMPTS;
    }

    private static void pause() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }

    /** Waits for an answer, which comes within the store's own time limit. */
    public static <T> T await(CompletionStage<T> answer) throws InterruptedException {
        try {
            return answer.toCompletableFuture().get();
        } catch (ExecutionException broken) {
            throw new IllegalStateException("a lease store answers with a value, also when it fails", broken);
        }
    }
}
