package io.millrace.adapters.inmemory;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.contract.RecordSourceContract;
import io.millrace.ports.contract.StreamFixture;
import io.millrace.ports.source.RecordSource;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

class InMemoryRecordSourceContractTest extends RecordSourceContract {
    private final ManualTime time = new ManualTime();

    @Override
    public StreamFixture createStream(int shards) {
        InMemoryStream stream = InMemoryStream.builder("words")
                .shards(shards)
                .quotas(false)
                .listPageSize(40)
                .time(time)
                .build();
        return new Fixture(stream, stream.source());
    }

    @Override
    public RecordSource sourceOfMissingStream(String streamName) {
        InMemoryStream stream = InMemoryStream.create(streamName, 1);
        stream.delete();
        return stream.source();
    }

    @Override
    public OptionalInt listPageSize() {
        return OptionalInt.of(40);
    }

    @Override
    public Instant now() {
        return time.wallTime();
    }

    @Override
    public void pass(Duration howLong) {
        time.advance(howLong);
    }

    private record Fixture(InMemoryStream stream, RecordSource source) implements StreamFixture {
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
}
