package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordsAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;

/** Turns values of the Kinesis API into the domain's and back. */
final class KinesisMapper {
    private KinesisMapper() {}

    static Shard shard(software.amazon.awssdk.services.kinesis.model.Shard shard) {
        return new Shard(
                new ShardId(shard.shardId()),
                shardId(shard.parentShardId()),
                shardId(shard.adjacentParentShardId()),
                range(shard.hashKeyRange()),
                SequenceNumber.of(shard.sequenceNumberRange().startingSequenceNumber()),
                Optional.ofNullable(shard.sequenceNumberRange().endingSequenceNumber())
                        .map(SequenceNumber::of));
    }

    /** @param now stands in for the arrival of records that come without one, which only emulators give */
    static RecordsAnswer.Records records(GetRecordsResponse response, Instant now) {
        return new RecordsAnswer.Records(
                records(response.records(), now),
                Optional.ofNullable(response.nextShardIterator()),
                behindLatest(response.millisBehindLatest()),
                children(response.childShards()));
    }

    private static ImmutableList<StreamRecord> records(List<Record> given, Instant now) {
        ImmutableList.Builder<StreamRecord> records = ImmutableList.builderWithExpectedSize(given.size());
        for (Record record : given) {
            records.add(new StreamRecord(
                    RecordPosition.of(SequenceNumber.of(record.sequenceNumber())),
                    record.partitionKey(),
                    Optional.empty(),
                    Optional.ofNullable(record.approximateArrivalTimestamp()).orElse(now),
                    // The SDK made this array for this record and nobody else changes it.
                    record.data().asByteArrayUnsafe()));
        }
        return records.build();
    }

    private static ImmutableList<ChildShard> children(
            List<software.amazon.awssdk.services.kinesis.model.ChildShard> given) {
        ImmutableList.Builder<ChildShard> children = ImmutableList.builder();
        for (software.amazon.awssdk.services.kinesis.model.ChildShard child : given) {
            children.add(new ChildShard(
                    new ShardId(child.shardId()),
                    child.parentShards().stream().map(ShardId::new).collect(ImmutableList.toImmutableList()),
                    range(child.hashKeyRange())));
        }
        return children.build();
    }

    private static Duration behindLatest(@Nullable Long millis) {
        return Duration.ofMillis(millis == null ? 0 : Math.max(0, millis));
    }

    static StartingPosition startingPosition(ReadPosition position) {
        StartingPosition.Builder starting = StartingPosition.builder();
        if (position instanceof ReadPosition.Latest) {
            starting.type(ShardIteratorType.LATEST);
        } else if (position instanceof ReadPosition.AtTimestamp at) {
            starting.type(ShardIteratorType.AT_TIMESTAMP).timestamp(at.timestamp());
        } else if (position instanceof ReadPosition.AtSequenceNumber at) {
            starting.type(ShardIteratorType.AT_SEQUENCE_NUMBER)
                    .sequenceNumber(at.sequenceNumber().toString());
        } else if (position instanceof ReadPosition.AfterSequenceNumber after) {
            starting.type(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                    .sequenceNumber(after.sequenceNumber().toString());
        } else {
            starting.type(ShardIteratorType.TRIM_HORIZON);
        }
        return starting.build();
    }

    static void position(GetShardIteratorRequest.Builder request, ReadPosition position) {
        if (position instanceof ReadPosition.TrimHorizon) {
            request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
        } else if (position instanceof ReadPosition.Latest) {
            request.shardIteratorType(ShardIteratorType.LATEST);
        } else if (position instanceof ReadPosition.AtTimestamp at) {
            request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(at.timestamp());
        } else if (position instanceof ReadPosition.AtSequenceNumber at) {
            request.shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                    .startingSequenceNumber(at.sequenceNumber().toString());
        } else if (position instanceof ReadPosition.AfterSequenceNumber after) {
            request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                    .startingSequenceNumber(after.sequenceNumber().toString());
        }
    }

    private static HashKeyRange range(software.amazon.awssdk.services.kinesis.model.HashKeyRange range) {
        return HashKeyRange.of(range.startingHashKey(), range.endingHashKey());
    }

    private static Optional<ShardId> shardId(@Nullable String id) {
        return Optional.ofNullable(id).map(ShardId::new);
    }
}
