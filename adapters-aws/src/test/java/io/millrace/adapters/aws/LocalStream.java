package io.millrace.adapters.aws;

import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.contract.StreamFixture;
import io.millrace.ports.source.RecordSource;
import java.math.BigInteger;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;

/** A stream of a local server that a contract kit may change. */
record LocalStream(LocalKinesis kinesis, String name, RecordSource source) implements StreamFixture {
    @Override
    public Placed put(String partitionKey, Optional<BigInteger> explicitHashKey, byte[] data) {
        PutRecordRequest.Builder request = PutRecordRequest.builder()
                .streamName(name)
                .partitionKey(partitionKey)
                .data(SdkBytes.fromByteArray(data));
        explicitHashKey.ifPresent(key -> request.explicitHashKey(key.toString()));
        PutRecordResponse placed = kinesis.client().putRecord(request.build());
        return new Placed(new ShardId(placed.shardId()), SequenceNumber.of(placed.sequenceNumber()));
    }

    @Override
    public void split(ShardId shard, BigInteger newStartingHashKey) {
        kinesis.splitShard(name, shard.value(), newStartingHashKey.toString());
    }

    @Override
    public void merge(ShardId shard, ShardId adjacent) {
        kinesis.mergeShards(name, shard.value(), adjacent.value());
    }

    @Override
    public void delete() {
        kinesis.deleteStream(name);
    }
}
