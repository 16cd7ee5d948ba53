package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A stream that is the same in every process: a shard with a few records, which was split, and its two children. The
 * sequence number of a record is its number in the shard, from 1, and its text a word.
 */
final class NumberedRecords implements RecordSource {
    static final int SHARDS = 3;

    private static final ImmutableList<String> WORDS = ImmutableList.of("mill", "race", "mill", "wheel", "sluice");
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final BigInteger MIDDLE = HashKeyRange.MAXIMUM_KEY.shiftRight(1);

    private final int recordsOfParent;
    private final int recordsOfChild;

    NumberedRecords(int recordsOfParent, int recordsOfChild) {
        this.recordsOfParent = recordsOfParent;
        this.recordsOfChild = recordsOfChild;
    }

    /** How many records a shard has. */
    int recordsOf(int shard) {
        return shard == 0 ? recordsOfParent : recordsOfChild;
    }

    /** How many records there are. */
    int size() {
        return recordsOfParent + 2 * recordsOfChild;
    }

    /** The word in a record. */
    static String word(int shard, int number) {
        return WORDS.get((shard + number) % WORDS.size());
    }

    @Override
    public String streamName() {
        return "numbered";
    }

    @Override
    public CompletionStage<DescribeAnswer> describe() {
        StreamIdentity identity = new StreamIdentity(streamName(), "arn:aws:kinesis:test:1:stream/numbered", LONG_AGO);
        return done(new DescribeAnswer.Described(identity, Duration.ofDays(36_500), 2, LONG_AGO));
    }

    @Override
    public CompletionStage<ListShardsAnswer> listShards(ShardFilter filter, Optional<String> pageToken) {
        Shard parent = new Shard(
                id(0),
                Optional.empty(),
                Optional.empty(),
                HashKeyRange.WHOLE,
                SequenceNumber.of(1),
                Optional.of(SequenceNumber.of(recordsOfParent)));
        return done(new ListShardsAnswer.Page(
                filter instanceof ShardFilter.OpenAt
                        ? ImmutableList.of(parent)
                        : ImmutableList.of(parent, child(1), child(2)),
                Optional.empty()));
    }

    private static Shard child(int shard) {
        return new Shard(
                id(shard), Optional.of(id(0)), Optional.empty(), range(shard), SequenceNumber.of(1), Optional.empty());
    }

    private static HashKeyRange range(int shard) {
        return shard == 1
                ? new HashKeyRange(BigInteger.ZERO, MIDDLE)
                : new HashKeyRange(MIDDLE.add(BigInteger.ONE), HashKeyRange.MAXIMUM_KEY);
    }

    @Override
    public CompletionStage<IteratorAnswer> iterator(ShardId shard, ReadPosition position) {
        int next = 1;
        if (position instanceof ReadPosition.AtSequenceNumber at) {
            next = at.sequenceNumber().value().intValueExact();
        } else if (position instanceof ReadPosition.AfterSequenceNumber after) {
            next = after.sequenceNumber().value().intValueExact() + 1;
        }
        return done(new IteratorAnswer.Given(Integer.toString(next)));
    }

    @Override
    public CompletionStage<RecordsAnswer> records(ShardId shard, String iterator, int limit) {
        int ordinal = ordinal(shard);
        int from = Integer.parseInt(iterator);
        int end = Math.min(recordsOf(ordinal) + 1, from + limit);
        ImmutableList.Builder<StreamRecord> records = ImmutableList.builder();
        for (int number = from; number < end; number++) {
            records.add(record(ordinal, number));
        }
        boolean isEnd = ordinal == 0 && end > recordsOfParent;
        return done(new RecordsAnswer.Records(
                records.build(),
                isEnd ? Optional.empty() : Optional.of(Integer.toString(end)),
                Duration.ZERO,
                isEnd ? ImmutableList.of(childShard(1), childShard(2)) : ImmutableList.of()));
    }

    private static ChildShard childShard(int shard) {
        return new ChildShard(id(shard), ImmutableList.of(id(0)), range(shard));
    }

    private static StreamRecord record(int shard, int number) {
        return new StreamRecord(
                RecordPosition.of(SequenceNumber.of(number)),
                "key",
                Optional.empty(),
                LONG_AGO,
                word(shard, number).getBytes(StandardCharsets.UTF_8));
    }

    static ShardId id(int shard) {
        return ShardId.ofOrdinal(shard);
    }

    private static int ordinal(ShardId shard) {
        return ImmutableList.of(id(0), id(1), id(2)).indexOf(shard);
    }

    private static <A> CompletionStage<A> done(A answer) {
        return CompletableFuture.completedFuture(answer);
    }

    @Override
    public void close() {}
}
