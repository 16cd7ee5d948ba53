package io.millrace.adapters.inmemory;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.contract.StreamFixture;
import io.millrace.ports.source.RecordSource;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A stream in memory that a contract kit may change. */
record InMemoryFixture(InMemoryStream stream, RecordSource source) implements StreamFixture {
    @Override
    public Placed put(String partitionKey, Optional<BigInteger> explicitHashKey, byte[] data) {
        PutResult result = stream.put(new NewRecord(partitionKey, explicitHashKey, ByteBuffer.wrap(data)));
        return new Placed(result.shard(), result.sequenceNumber());
    }

    @Override
    public void split(ShardId shard, BigInteger newStartingHashKey) {
        stream.split(shard, newStartingHashKey);
    }

    @Override
    public void merge(ShardId shard, ShardId adjacent) {
        stream.merge(shard, adjacent);
    }

    @Override
    public void delete() {
        stream.delete();
    }
}
