package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.CborReader.NotUnderstoodException;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.RecordsAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes an answer of GetRecords straight into records. The SDK makes a builder, a model and a buffer for each record first,
 * which is most of what reading a record costs.
 */
final class RecordsDecoder {
    private static final byte[] RECORDS = name("Records");
    private static final byte[] DATA = name("Data");
    private static final byte[] PARTITION_KEY = name("PartitionKey");
    private static final byte[] SEQUENCE_NUMBER = name("SequenceNumber");
    private static final byte[] ARRIVAL = name("ApproximateArrivalTimestamp");
    private static final byte[] NEXT_ITERATOR = name("NextShardIterator");
    private static final byte[] BEHIND_LATEST = name("MillisBehindLatest");
    private static final byte[] CHILD_SHARDS = name("ChildShards");
    private static final byte[] SHARD_ID = name("ShardId");
    private static final byte[] PARENT_SHARDS = name("ParentShards");
    private static final byte[] HASH_KEY_RANGE = name("HashKeyRange");
    private static final byte[] STARTING_HASH_KEY = name("StartingHashKey");
    private static final byte[] ENDING_HASH_KEY = name("EndingHashKey");

    private final CborReader reader;
    private final Instant now;
    private ImmutableList<StreamRecord> records = ImmutableList.of();
    private ImmutableList<ChildShard> children = ImmutableList.of();
    private @Nullable String nextIterator;
    private long millisBehindLatest;

    private RecordsDecoder(CborReader reader, Instant now) {
        this.reader = reader;
        this.now = now;
    }

    private static byte[] name(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * @param now stands in for the arrival of records that come without one, which only emulators give
     * @throws NotUnderstoodException when the bytes are no such answer, or one with something unusual in it
     */
    static RecordsAnswer.Records decode(byte[] body, int length, Instant now) throws NotUnderstoodException {
        RecordsDecoder decoder = new RecordsDecoder(new CborReader(body, length), now);
        try {
            return decoder.answer();
        } catch (IllegalArgumentException unusual) {
            throw new NotUnderstoodException("the domain refuses a value: " + unusual.getMessage());
        }
    }

    private RecordsAnswer.Records answer() throws NotUnderstoodException {
        for (long left = reader.map(); reader.more(left); left--) {
            reader.name();
            if (reader.isNull()) {
                continue;
            }
            if (reader.isName(RECORDS)) {
                records = records();
            } else if (reader.isName(NEXT_ITERATOR)) {
                nextIterator = reader.text();
            } else if (reader.isName(BEHIND_LATEST)) {
                millisBehindLatest = Math.max(0, reader.number());
            } else if (reader.isName(CHILD_SHARDS)) {
                children = children();
            } else {
                reader.skip();
            }
        }
        return new RecordsAnswer.Records(
                records, Optional.ofNullable(nextIterator), Duration.ofMillis(millisBehindLatest), children);
    }

    private ImmutableList<StreamRecord> records() throws NotUnderstoodException {
        ImmutableList.Builder<StreamRecord> found = ImmutableList.builder();
        for (long left = reader.array(); reader.more(left); left--) {
            found.add(record());
        }
        return found.build();
    }

    private StreamRecord record() throws NotUnderstoodException {
        byte[] data = null;
        String partitionKey = null;
        SequenceNumber sequenceNumber = null;
        Instant arrival = now;
        for (long left = reader.map(); reader.more(left); left--) {
            reader.name();
            if (reader.isNull()) {
                continue;
            }
            if (reader.isName(DATA)) {
                data = reader.byteString();
            } else if (reader.isName(PARTITION_KEY)) {
                partitionKey = reader.text();
            } else if (reader.isName(SEQUENCE_NUMBER)) {
                sequenceNumber = reader.sequenceNumber();
            } else if (reader.isName(ARRIVAL)) {
                // In CBOR the service counts milliseconds, where JSON has seconds.
                arrival = Instant.ofEpochMilli(reader.number());
            } else {
                reader.skip();
            }
        }
        if (data == null || partitionKey == null || sequenceNumber == null) {
            throw new NotUnderstoodException("a record without data, key or sequence number");
        }
        return new StreamRecord(RecordPosition.of(sequenceNumber), partitionKey, Optional.empty(), arrival, data);
    }

    private ImmutableList<ChildShard> children() throws NotUnderstoodException {
        ImmutableList.Builder<ChildShard> found = ImmutableList.builder();
        for (long left = reader.array(); reader.more(left); left--) {
            found.add(child());
        }
        return found.build();
    }

    private ChildShard child() throws NotUnderstoodException {
        String shardId = null;
        ImmutableList<ShardId> parents = ImmutableList.of();
        HashKeyRange range = null;
        for (long left = reader.map(); reader.more(left); left--) {
            reader.name();
            if (reader.isName(SHARD_ID)) {
                shardId = reader.text();
            } else if (reader.isName(PARENT_SHARDS)) {
                parents = parents();
            } else if (reader.isName(HASH_KEY_RANGE)) {
                range = range();
            } else {
                reader.skip();
            }
        }
        if (shardId == null || range == null) {
            throw new NotUnderstoodException("a child shard without an id or a range");
        }
        return new ChildShard(new ShardId(shardId), parents, range);
    }

    private ImmutableList<ShardId> parents() throws NotUnderstoodException {
        ImmutableList.Builder<ShardId> found = ImmutableList.builder();
        for (long left = reader.array(); reader.more(left); left--) {
            found.add(new ShardId(reader.text()));
        }
        return found.build();
    }

    private HashKeyRange range() throws NotUnderstoodException {
        String first = null;
        String last = null;
        for (long left = reader.map(); reader.more(left); left--) {
            reader.name();
            if (reader.isName(STARTING_HASH_KEY)) {
                first = reader.text();
            } else if (reader.isName(ENDING_HASH_KEY)) {
                last = reader.text();
            } else {
                reader.skip();
            }
        }
        if (first == null || last == null) {
            throw new NotUnderstoodException("a range without its ends");
        }
        return HashKeyRange.of(first, last);
    }
}
