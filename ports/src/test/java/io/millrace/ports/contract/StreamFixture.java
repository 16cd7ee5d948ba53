package io.millrace.ports.contract;

import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.RecordSource;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A stream that a test may change. Every method returns when the change is done and the stream is active again, and throws
 * when that does not happen in a reasonable time.
 */
public interface StreamFixture {
    /** The source of this stream that is tested; closed by the kit. */
    RecordSource source();

    /**
     * Puts one record.
     *
     * @param explicitHashKey decides the shard in place of the partition key's hash
     */
    Placed put(String partitionKey, Optional<BigInteger> explicitHashKey, byte[] data) throws Exception;

    /**
     * Splits an open shard in two.
     *
     * @param newStartingHashKey the first hash key of the upper child
     */
    void split(ShardId shard, BigInteger newStartingHashKey) throws Exception;

    /** Merges two open, adjacent shards; the first is the parent of the child, the second its adjacent parent. */
    void merge(ShardId shard, ShardId adjacent) throws Exception;

    /** Deletes the stream; nothing happens when it is gone already. */
    void delete() throws Exception;

    /**
     * Where a record was put, as the stream answered it.
     *
     * @param shard the shard
     * @param sequenceNumber the record's number in it
     */
    record Placed(ShardId shard, SequenceNumber sequenceNumber) {}
}
