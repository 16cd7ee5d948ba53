package io.millrace.adapters.inmemory;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One shard: how it is described, its records, and what its readers have used up. Guarded by the stream's lock. */
final class InMemoryShard {
    private final int ordinal;
    private final Instant openedAt;
    private final RecordLog log = new RecordLog();
    private final ReadQuota quota = new ReadQuota();
    private Shard description;
    private ImmutableList<ChildShard> children = ImmutableList.of();
    private @Nullable Instant closedAt;
    private @Nullable Token lastIterator;
    private String lastIteratorText = "";

    InMemoryShard(int ordinal, Shard description, Instant openedAt) {
        this.ordinal = ordinal;
        this.description = description;
        this.openedAt = openedAt;
    }

    /** Its place in the order of creation, from 0; also the number in its id. */
    int ordinal() {
        return ordinal;
    }

    ShardId id() {
        return description.id();
    }

    Shard description() {
        return description;
    }

    RecordLog log() {
        return log;
    }

    ReadQuota quota() {
        return quota;
    }

    /** An iterator in words. The last one given is known again without being read, as nearly every reader comes with it. */
    String give(Token iterator) {
        lastIterator = iterator;
        lastIteratorText = iterator.encode();
        return lastIteratorText;
    }

    /** The iterator given last, if this is it. */
    Optional<Token> lastIterator(String text) {
        return lastIteratorText.equals(text) ? Optional.ofNullable(lastIterator) : Optional.empty();
    }

    /** None as long as it is open. */
    ImmutableList<ChildShard> children() {
        return children;
    }

    boolean isOpen() {
        return closedAt == null;
    }

    /** Whether it was open then; at the moment of a reshard both parents and children were. */
    boolean wasOpenAt(Instant moment) {
        return !openedAt.isAfter(moment) && (closedAt == null || !closedAt.isBefore(moment));
    }

    /** Whether it was closed before this, so that nothing retained can be in it. */
    boolean wasClosedBefore(Instant moment) {
        return closedAt != null && closedAt.isBefore(moment);
    }

    void close(SequenceNumber ending, Instant now, ImmutableList<ChildShard> itsChildren) {
        description = new Shard(
                description.id(),
                description.parent(),
                description.adjacentParent(),
                description.hashKeyRange(),
                description.startingSequenceNumber(),
                Optional.of(ending));
        closedAt = now;
        children = itsChildren;
    }
}
