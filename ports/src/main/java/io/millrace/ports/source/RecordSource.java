package io.millrace.ports.source;

import io.millrace.domain.stream.ShardId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One stream, at the level of its API: iterators that expire, pages, quotas and failures are visible, because what to do
 * about them is decided by the engine. An implementation translates and classifies; it neither retries nor waits.
 *
 * <p>All methods return at once; the stages may complete on any thread and never complete exceptionally. Whoever
 * implements this runs the contract kit {@code RecordSourceContract} of this module's test artifact.
 */
public interface RecordSource extends AutoCloseable {
    /** The stream's name. */
    String streamName();

    /** Asks who the stream is and how long it keeps records (DescribeStreamSummary). */
    CompletionStage<DescribeAnswer> describe();

    /**
     * Lists shards, one page (ListShards).
     *
     * @param filter which shards; ignored when a page token is given
     * @param pageToken empty for the first page, else what the page before gave
     */
    CompletionStage<ListShardsAnswer> listShards(ShardFilter filter, Optional<String> pageToken);

    /** Gets an iterator into a shard (GetShardIterator). It expires five minutes after it was given. */
    CompletionStage<IteratorAnswer> iterator(ShardId shard, ReadPosition position);

    /**
     * Reads records (GetRecords).
     *
     * @param iterator from {@link #iterator} or from the answer before
     * @param limit the most records to return, 1 to 10,000
     */
    CompletionStage<RecordsAnswer> records(ShardId shard, String iterator, int limit);

    /** The stream's enhanced fan-out; empty, as by default, where records can only be polled. */
    default Optional<FanOutSource> fanOut() {
        return Optional.empty();
    }

    /** Lets go of connections and threads of its own. Idempotent. */
    @Override
    void close();
}
