package io.millrace.behaviour;

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
import io.millrace.ports.store.WriteAnswer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store that fails as it is told to. */
final class FaultyStore implements LeaseStore {
    private final LeaseStore store;
    /** Every call fails with this while it is set. */
    StoreFailure.@Nullable Kind failing;
    /** The next write is applied, and its answer is lost. */
    boolean loseNextWriteAnswer;
    /** Writes to leases fail with this while it is set, heartbeats do not. */
    StoreFailure.@Nullable Kind failingLeases;
    /** What becomes of the answers to heartbeats. */
    UnaryOperator<CompletionStage<WriteAnswer>> heartbeatAnswers = UnaryOperator.identity();
    /** Each replacement is sent twice by the client itself, so that its answer is the conflict with itself. */
    boolean replacesTwice;
    /** This entry cannot be understood. */
    @Nullable
    EntryKey corrupt;

    FaultyStore(LeaseStore store) {
        this.store = store;
    }

    @Override
    public String application() {
        return store.application();
    }

    @Override
    public CompletionStage<OpenAnswer> open() {
        return failing == null ? store.open() : CompletableFuture.completedFuture(new OpenAnswer.Failed(failure()));
    }

    @Override
    public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        if (failing != null) {
            return CompletableFuture.completedFuture(new ListAnswer.Failed(failure()));
        }
        EntryKey broken = corrupt;
        if (broken == null || broken.kind() != kind) {
            return store.list(kind, pageToken);
        }
        return store.list(kind, pageToken)
                .thenApply(answer -> answer instanceof ListAnswer.Page page
                        ? new ListAnswer.Page(
                                page.entries().stream()
                                        .filter(entry ->
                                                !entry.entry().entryKey().equals(broken))
                                        .collect(ImmutableList.<Versioned<?>>toImmutableList()),
                                ImmutableList.of(problem(broken)),
                                page.nextPageToken())
                        : answer);
    }

    @Override
    public CompletionStage<ReadAnswer> read(EntryKey key) {
        if (failing != null) {
            return CompletableFuture.completedFuture(new ReadAnswer.Failed(failure()));
        }
        return key.equals(corrupt)
                ? CompletableFuture.completedFuture(new ReadAnswer.Corrupt(problem(key)))
                : store.read(key);
    }

    @Override
    public CompletionStage<WriteAnswer> create(Entry entry) {
        return failing == null ? answered(store.create(entry)) : failedWrite();
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        if (failing != null) {
            return failedWrite();
        }
        StoreFailure.Kind kind = failingLeases;
        if (kind != null && entry.entryKey().kind() == EntryKind.LEASE) {
            return CompletableFuture.completedFuture(
                    new WriteAnswer.Failed(new StoreFailure(kind, "the test says " + kind)));
        }
        CompletionStage<WriteAnswer> answer = store.replace(entry, expectedRevision);
        if (entry.entryKey().kind() == EntryKind.SESSION) {
            answer = heartbeatAnswers.apply(answer);
        }
        return answered(replacesTwice ? store.replace(entry, expectedRevision) : answer);
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return failing == null ? answered(store.delete(key, expectedRevision)) : failedWrite();
    }

    private CompletionStage<WriteAnswer> answered(CompletionStage<WriteAnswer> answer) {
        if (loseNextWriteAnswer) {
            loseNextWriteAnswer = false;
            return CompletableFuture.completedFuture(
                    new WriteAnswer.Failed(new StoreFailure(StoreFailure.Kind.UNKNOWN, "the answer was lost")));
        }
        return answer;
    }

    private CompletionStage<WriteAnswer> failedWrite() {
        return CompletableFuture.completedFuture(new WriteAnswer.Failed(failure()));
    }

    private StoreFailure failure() {
        StoreFailure.Kind kind = failing == null ? StoreFailure.Kind.UNAVAILABLE : failing;
        return new StoreFailure(kind, "the test says " + kind);
    }

    private static CorruptEntry problem(EntryKey key) {
        return new CorruptEntry(key, "attribute checkpoint: 'x' is no checkpoint");
    }

    @Override
    public void close() {}
}
