package io.millrace.adapters.inmemory;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.FanOutSource;
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
    private final InMemoryFanOut fanOut;
    private volatile boolean closed;

    InMemoryRecordSource(StreamState stream, FanOutState fanOut, Limits limits) {
        this.stream = stream;
        this.fanOut = new InMemoryFanOut(stream, fanOut, this::unusable);
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
                            .orElseGet(() -> new IteratorAnswer.Failed(ShardPlaces.noSuchShard(stream, shard)))));
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
    public Optional<FanOutSource> fanOut() {
        return Optional.of(fanOut);
    }

    @Override
    public void close() {
        closed = true;
        fanOut.close();
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
            return new ListShardsAnswer.Failed(
                    ShardPlaces.refused("a page token that no listing of " + streamName() + " gave"));
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
        Optional<SourceFailure> impossible = ShardPlaces.impossible(stream, shard, position);
        if (impossible.isPresent()) {
            return new IteratorAnswer.Failed(impossible.get());
        }
        if (limits.quotas() && !shard.quota().tryIterator(stream.clock().nanoTime())) {
            return new IteratorAnswer.Failed(throttled(shard.id(), "5 GetShardIterator a second"));
        }
        return new IteratorAnswer.Given(iteratorAt(shard, ShardPlaces.indexOf(shard.log(), position)));
    }

    private RecordsAnswer read(ShardId id, String iterator, int limit) {
        Optional<InMemoryShard> found = stream.shard(id);
        Optional<Token> parsed = found.flatMap(shard -> shard.lastIterator(iterator))
                .or(() -> Token.parse(Token.Kind.ITERATOR, iterator).filter(token -> token.stream() == streamTag));
        if (parsed.isEmpty()) {
            return failed(
                    ShardPlaces.refused("an iterator that " + streamName() + " did not give: '" + iterator + "'"));
        }
        if (limit < 1 || limit > MOST_RECORDS) {
            return failed(ShardPlaces.refused("GetRecords gives 1 to " + MOST_RECORDS + " records, not " + limit));
        }
        Token token = parsed.get();
        if (found.isEmpty()) {
            return failed(ShardPlaces.noSuchShard(stream, id));
        }
        InMemoryShard shard = found.get();
        if (token.shard() != shard.ordinal()) {
            return failed(ShardPlaces.refused("an iterator of another shard than " + id + ": '" + iterator + "'"));
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
        long to = ShardPlaces.endOfPage(log, from, limit, MOST_BYTES);
        long bytes = 0;
        for (long index = from; index < to; index++) {
            bytes += log.get(index).sizeBytes();
        }
        shard.quota().read(bytes);
        ImmutableList<StreamRecord> records = from == to ? ImmutableList.of() : log.slice(from, to);
        if (to == log.end() && !shard.isOpen()) {
            return new RecordsAnswer.Records(records, Optional.empty(), Duration.ZERO, shard.children());
        }
        return new RecordsAnswer.Records(
                records,
                Optional.of(iteratorAt(shard, to)),
                ShardPlaces.behindLatest(stream, log, from, to),
                ImmutableList.of());
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
            return Optional.of(ShardPlaces.refused("this source of " + streamName() + " was closed"));
        }
        return stream.isDeleted() ? Optional.of(ShardPlaces.deleted(stream)) : Optional.empty();
    }

    private static SourceFailure throttled(ShardId shard, String quota) {
        return new SourceFailure(
                SourceFailure.Kind.THROTTLED, "the readers of " + shard + " have used up their quota of " + quota);
    }

    private static RecordsAnswer failed(SourceFailure failure) {
        return new RecordsAnswer.Failed(failure);
    }

    private static <A> CompletionStage<A> done(A answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
