package io.millrace.adapters.inmemory;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import io.millrace.ports.source.SourceFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads a stream in memory; every answer is there at once. */
final class InMemoryRecordSource implements RecordSource {
    /** The most records that GetRecords gives at once, and the most bytes (Kinesis API, GetRecords). */
    private static final int MOST_RECORDS = 10_000;

    private static final long MOST_BYTES = 10L << 20;

    private static final Duration ONE_MILLISECOND = Duration.ofMillis(1);

    /**
     * What the service allows.
     *
     * @param iteratorLife how long an iterator or a page token may be used
     * @param quotas whether each shard's readers are throttled
     * @param listPageSize the most shards on a page
     */
    record Limits(Duration iteratorLife, boolean quotas, int listPageSize) {}

    private final StreamState stream;
    private final Limits limits;
    private final long streamTag;
    private volatile boolean closed;

    InMemoryRecordSource(StreamState stream, Limits limits) {
        this.stream = stream;
        this.limits = limits;
        this.streamTag = stream.identity().hashCode();
    }

    @Override
    public String streamName() {
        return stream.identity().name();
    }

    @Override
    public CompletionStage<DescribeAnswer> describe() {
        synchronized (stream) {
            return done(unusable()
                    .<DescribeAnswer>map(DescribeAnswer.Failed::new)
                    .orElseGet(() -> new DescribeAnswer.Described(
                            stream.identity(),
                            stream.retention(),
                            stream.openShards(),
                            stream.clock().now())));
        }
    }

    @Override
    public CompletionStage<ListShardsAnswer> listShards(ShardFilter filter, Optional<String> pageToken) {
        synchronized (stream) {
            return done(unusable()
                    .<ListShardsAnswer>map(ListShardsAnswer.Failed::new)
                    .orElseGet(() -> pageToken.map(this::nextPage).orElseGet(() -> page(firstPage(filter)))));
        }
    }

    @Override
    public CompletionStage<IteratorAnswer> iterator(ShardId shard, ReadPosition position) {
        synchronized (stream) {
            return done(unusable()
                    .<IteratorAnswer>map(IteratorAnswer.Failed::new)
                    .orElseGet(() -> stream.shard(shard)
                            .map(found -> give(found, position))
                            .orElseGet(() -> new IteratorAnswer.Failed(noSuchShard(shard)))));
        }
    }

    @Override
    public CompletionStage<RecordsAnswer> records(ShardId shard, String iterator, int limit) {
        synchronized (stream) {
            return done(unusable()
                    .<RecordsAnswer>map(RecordsAnswer.Failed::new)
                    .orElseGet(() -> read(shard, iterator, limit)));
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private Token firstPage(ShardFilter filter) {
        if (filter instanceof ShardFilter.OpenAt openAt) {
            Instant moment = stream.withinLifetime(openAt.timestamp());
            return token(Token.Kind.SHARDS_OPEN_AT, 0, moment.toEpochMilli());
        }
        return token(Token.Kind.ALL_SHARDS, 0, 0);
    }

    private ListShardsAnswer nextPage(String pageToken) {
        Optional<Token> token = Token.parse(Token.Kind.ALL_SHARDS, pageToken)
                .or(() -> Token.parse(Token.Kind.SHARDS_OPEN_AT, pageToken));
        if (token.isEmpty() || token.get().stream() != streamTag) {
            return new ListShardsAnswer.Failed(refused("a page token that no listing of " + streamName() + " gave"));
        }
        if (isTooOld(token.get())) {
            return new ListShardsAnswer.Failed(new SourceFailure(
                    SourceFailure.Kind.EXPIRED_TOKEN,
                    "a page token older than " + limits.iteratorLife() + "; list from the beginning"));
        }
        return page(token.get());
    }

    private ListShardsAnswer page(Token start) {
        ImmutableList.Builder<Shard> page = ImmutableList.builder();
        int listed = 0;
        for (InMemoryShard shard : stream.shardsFrom(start.shard())) {
            if (start.kind() == Token.Kind.SHARDS_OPEN_AT && !shard.wasOpenAt(Instant.ofEpochMilli(start.place()))) {
                continue;
            }
            if (listed == limits.listPageSize()) {
                Token next = token(start.kind(), shard.ordinal(), start.place());
                return new ListShardsAnswer.Page(page.build(), Optional.of(next.encode()));
            }
            page.add(shard.description());
            listed++;
        }
        return new ListShardsAnswer.Page(page.build(), Optional.empty());
    }

    private IteratorAnswer give(InMemoryShard shard, ReadPosition position) {
        Optional<SourceFailure> impossible = impossible(shard, position);
        if (impossible.isPresent()) {
            return new IteratorAnswer.Failed(impossible.get());
        }
        if (limits.quotas() && !shard.quota().tryIterator(stream.clock().nanoTime())) {
            return new IteratorAnswer.Failed(throttled(shard.id(), "5 GetShardIterator a second"));
        }
        return new IteratorAnswer.Given(iteratorAt(shard, indexOf(shard.log(), position)));
    }

    private Optional<SourceFailure> impossible(InMemoryShard shard, ReadPosition position) {
        Optional<SequenceNumber> number = Optional.empty();
        if (position instanceof ReadPosition.AtSequenceNumber at) {
            number = Optional.of(at.sequenceNumber());
        } else if (position instanceof ReadPosition.AfterSequenceNumber after) {
            number = Optional.of(after.sequenceNumber());
        } else if (position instanceof ReadPosition.AtTimestamp at
                && at.timestamp().isAfter(stream.clock().now())) {
            return Optional.of(refused("the timestamp " + at.timestamp() + " lies in the future; it is "
                    + stream.clock().now()));
        }
        return number.filter(given -> !stream.sequenceNumbers().isOf(given, shard.ordinal()))
                .map(given ->
                        refused("the sequence number " + given + " is none of " + shard.id() + " of this stream"));
    }

    private static long indexOf(RecordLog log, ReadPosition position) {
        if (position instanceof ReadPosition.AtSequenceNumber at) {
            return log.indexAt(at.sequenceNumber());
        }
        if (position instanceof ReadPosition.AfterSequenceNumber after) {
            return log.indexAfter(after.sequenceNumber());
        }
        if (position instanceof ReadPosition.AtTimestamp at) {
            return log.indexAt(at.timestamp());
        }
        return position instanceof ReadPosition.Latest ? log.end() : log.start();
    }

    private RecordsAnswer read(ShardId id, String iterator, int limit) {
        Optional<InMemoryShard> found = stream.shard(id);
        Optional<Token> parsed = found.flatMap(shard -> shard.lastIterator(iterator))
                .or(() -> Token.parse(Token.Kind.ITERATOR, iterator).filter(token -> token.stream() == streamTag));
        if (parsed.isEmpty()) {
            return failed(refused("an iterator that " + streamName() + " did not give: '" + iterator + "'"));
        }
        if (limit < 1 || limit > MOST_RECORDS) {
            return failed(refused("GetRecords gives 1 to " + MOST_RECORDS + " records, not " + limit));
        }
        Token token = parsed.get();
        if (found.isEmpty()) {
            return failed(noSuchShard(id));
        }
        InMemoryShard shard = found.get();
        if (token.shard() != shard.ordinal()) {
            return failed(refused("an iterator of another shard than " + id + ": '" + iterator + "'"));
        }
        if (isTooOld(token)) {
            return failed(new SourceFailure(
                    SourceFailure.Kind.EXPIRED_ITERATOR,
                    "the iterator of " + id + " is older than " + limits.iteratorLife() + "; get another one"));
        }
        if (limits.quotas() && !shard.quota().tryRead(stream.clock().nanoTime())) {
            return failed(throttled(id, "5 GetRecords and 2 MiB a second"));
        }
        return read(shard, Math.max(token.place(), shard.log().start()), limit);
    }

    private RecordsAnswer read(InMemoryShard shard, long from, int limit) {
        RecordLog log = shard.log();
        long end = Math.min(log.end(), from + limit);
        long to = from;
        long bytes = 0;
        while (to < end) {
            bytes += log.get(to).sizeBytes();
            if (bytes > MOST_BYTES) {
                bytes -= log.get(to).sizeBytes();
                break;
            }
            to++;
        }
        shard.quota().read(bytes);
        ImmutableList<StreamRecord> records = from == to ? ImmutableList.of() : log.slice(from, to);
        if (to == log.end() && !shard.isOpen()) {
            return new RecordsAnswer.Records(records, Optional.empty(), Duration.ZERO, shard.children());
        }
        return new RecordsAnswer.Records(
                records, Optional.of(iteratorAt(shard, to)), behindLatest(log, from, to), ImmutableList.of());
    }

    /** How old the last record of the answer is, when it is not the last of the shard. */
    private Duration behindLatest(RecordLog log, long from, long to) {
        if (to == log.end()) {
            return Duration.ZERO;
        }
        Instant reached = log.get(to > from ? to - 1 : to).approximateArrival();
        Duration age = Duration.between(reached, stream.clock().now());
        // More is to come, so zero, which says that nothing is, would be wrong even within a millisecond.
        return age.compareTo(ONE_MILLISECOND) < 0 ? ONE_MILLISECOND : age;
    }

    private String iteratorAt(InMemoryShard shard, long index) {
        return shard.give(token(Token.Kind.ITERATOR, shard.ordinal(), index));
    }

    private Token token(Token.Kind kind, int shard, long place) {
        return new Token(kind, streamTag, shard, place, stream.clock().nanoTime());
    }

    private boolean isTooOld(Token token) {
        return stream.clock().nanoTime() - token.givenNanos()
                > limits.iteratorLife().toNanos();
    }

    /** Why nothing at all can be asked of this source. */
    private Optional<SourceFailure> unusable() {
        if (closed) {
            return Optional.of(refused("this source of " + streamName() + " was closed"));
        }
        return stream.isDeleted()
                ? Optional.of(
                        new SourceFailure(SourceFailure.Kind.NOT_FOUND, "the stream " + streamName() + " was deleted"))
                : Optional.empty();
    }

    private SourceFailure noSuchShard(ShardId shard) {
        return new SourceFailure(
                SourceFailure.Kind.NOT_FOUND, streamName() + " has no shard " + shard + ", or it is past retention");
    }

    private static SourceFailure throttled(ShardId shard, String quota) {
        return new SourceFailure(
                SourceFailure.Kind.THROTTLED, "the readers of " + shard + " have used up their quota of " + quota);
    }

    private static SourceFailure refused(String explanation) {
        return new SourceFailure(SourceFailure.Kind.REFUSED, explanation);
    }

    private static RecordsAnswer failed(SourceFailure failure) {
        return new RecordsAnswer.Failed(failure);
    }

    private static <A> CompletionStage<A> done(A answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
