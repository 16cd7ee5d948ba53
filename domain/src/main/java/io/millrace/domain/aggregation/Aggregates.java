package io.millrace.domain.aggregation;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.HashKeys;
import io.millrace.domain.stream.StreamRecord;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes aggregates of the Kinesis Producer Library apart: records whose payload is the magic number F3 89 9A C2, a message
 * of Protocol Buffers with the packed records, and the message's MD5 (KPL, "aggregation-format.md").
 *
 * <p>A packed record that does not belong to the shard by its hash key is left out: after a reshard a producer that does not
 * know of it yet sends records of one child packed together with those of its sibling, and then sends them again. KCL leaves
 * out the whole aggregate for one such record, and with it records that nobody sends again.
 */
public final class Aggregates {
    /**
     * What was packed.
     *
     * @param records in order, without those of other shards; payloads are not copied
     * @param aggregates how many were taken apart
     * @param unpacked how many of the records were in them
     * @param siblings how many were left out because they belong to another shard
     */
    public record Apart(ImmutableList<StreamRecord> records, int aggregates, int unpacked, int siblings) {}

    private Aggregates() {}

    /** Whether this record is to be taken apart. Costs a comparison of four bytes for one that is not. */
    public static boolean isAggregate(StreamRecord record) {
        if (record.dataLength() < AggregateFormat.LEAST_BYTES || !record.dataStartsWith(AggregateFormat.MAGIC)) {
            return false;
        }
        ByteBuffer data = record.data();
        // Payloads that begin with the magic number by chance do not go on with a field of the message, mostly.
        return AggregateFormat.isFieldTag(data.get(AggregateFormat.MAGIC.length));
    }

    /**
     * Takes an aggregate apart.
     *
     * @param record for which {@link #isAggregate} is true
     * @param shard the hash keys of the shard it was read from
     * @throws CorruptAggregateException when it is damaged; what it says has neither payloads nor keys
     */
    public static Apart takeApart(StreamRecord record, HashKeyRange shard) throws CorruptAggregateException {
        ByteBuffer data = record.data();
        int size = data.remaining() - AggregateFormat.MAGIC.length - AggregateFormat.DIGEST_BYTES;
        if (!AggregateFormat.digest(data.slice(AggregateFormat.MAGIC.length, size))
                .equals(data.slice(AggregateFormat.MAGIC.length + size, AggregateFormat.DIGEST_BYTES))) {
            throw new CorruptAggregateException("its MD5 is another than it says");
        }
        Contents contents = new Contents(record, shard);
        contents.read(new ProtocolReader(data, AggregateFormat.MAGIC.length, size), data);
        return contents.apart();
    }

    /** Like {@link #takeApart} for all of some records; what cannot be taken apart is marked as corrupt. */
    public static Apart takeAllApart(ImmutableList<StreamRecord> records, HashKeyRange shard) {
        ImmutableList.Builder<StreamRecord> all = ImmutableList.builder();
        int aggregates = 0;
        int unpacked = 0;
        int siblings = 0;
        for (StreamRecord record : records) {
            if (isAggregate(record)) {
                try {
                    Apart apart = takeApart(record, shard);
                    all.addAll(apart.records());
                    aggregates++;
                    unpacked += apart.unpacked();
                    siblings += apart.siblings();
                } catch (CorruptAggregateException problem) {
                    all.add(record.corrupt(String.valueOf(problem.getMessage())));
                }
            } else {
                all.add(record);
            }
        }
        return new Apart(all.build(), aggregates, unpacked, siblings);
    }

    /** What a message says. */
    private static final class Contents {
        private final StreamRecord aggregate;
        private final HashKeyRange shard;
        private final List<String> partitionKeys = new ArrayList<>();
        private final List<String> explicitHashKeys = new ArrayList<>();
        private final List<Packed> packed = new ArrayList<>();

        Contents(StreamRecord aggregate, HashKeyRange shard) {
            this.aggregate = aggregate;
            this.shard = shard;
        }

        void read(ProtocolReader message, ByteBuffer data) throws CorruptAggregateException {
            while (!message.isAtEnd()) {
                switch (message.field()) {
                    case AggregateFormat.PARTITION_KEYS -> partitionKeys.add(message.text());
                    case AggregateFormat.EXPLICIT_HASH_KEYS -> explicitHashKeys.add(message.text());
                    case AggregateFormat.RECORDS -> {
                        int length = message.length();
                        packed.add(packed(new ProtocolReader(data, message.position(), length)));
                        message.pass(length);
                    }
                    default -> message.skip();
                }
            }
        }

        private static Packed packed(ProtocolReader message) throws CorruptAggregateException {
            int partitionKey = -1;
            int explicitHashKey = -1;
            int from = -1;
            int size = 0;
            while (!message.isAtEnd()) {
                switch (message.field()) {
                    case AggregateFormat.PARTITION_KEY -> partitionKey = message.index();
                    case AggregateFormat.EXPLICIT_HASH_KEY -> explicitHashKey = message.index();
                    case AggregateFormat.DATA -> {
                        size = message.length();
                        from = message.position();
                        message.pass(size);
                    }
                    default -> message.skip();
                }
            }
            if (from < 0 || partitionKey < 0) {
                throw message.broken("a record without payload or partition key");
            }
            return new Packed(partitionKey, explicitHashKey, from, size);
        }

        Apart apart() throws CorruptAggregateException {
            Boolean[] ours = new Boolean[partitionKeys.size()];
            ImmutableList.Builder<StreamRecord> records = ImmutableList.builderWithExpectedSize(packed.size());
            int siblings = 0;
            for (int index = 0; index < packed.size(); index++) {
                Packed next = packed.get(index);
                String partitionKey = entry(partitionKeys, next.partitionKey());
                Optional<String> explicitHashKey = next.explicitHashKey() < 0
                        ? Optional.empty()
                        : Optional.of(entry(explicitHashKeys, next.explicitHashKey()));
                boolean belongs;
                if (explicitHashKey.isPresent()) {
                    belongs = shard.contains(number(explicitHashKey.get()));
                } else {
                    // An MD5 for each key of the table, not for each record.
                    Boolean known = ours[next.partitionKey()];
                    belongs = known == null ? shard.contains(HashKeys.of(partitionKey)) : known;
                    ours[next.partitionKey()] = belongs;
                }
                if (belongs) {
                    records.add(aggregate.packed(index, partitionKey, explicitHashKey, next.from(), next.size()));
                } else {
                    siblings++;
                }
            }
            ImmutableList<StreamRecord> ofShard = records.build();
            return new Apart(ofShard, 1, ofShard.size(), siblings);
        }

        private static String entry(List<String> table, int index) throws CorruptAggregateException {
            if (index >= table.size()) {
                throw new CorruptAggregateException("key " + index + " of a table of " + table.size());
            }
            return table.get(index);
        }

        private static BigInteger number(String hashKey) throws CorruptAggregateException {
            try {
                return new BigInteger(hashKey);
            } catch (NumberFormatException wrong) {
                throw new CorruptAggregateException("an explicit hash key that is no number");
            }
        }
    }
}
