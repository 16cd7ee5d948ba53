package io.millrace.domain.aggregation;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Packs records into an aggregate that Millrace, KCL and every other reader of the Kinesis Producer Library's format take
 * apart. All of them should be of the same shard: what belongs to another is left out by whoever reads. Not safe for use by
 * several threads.
 */
public final class AggregateBuilder {
    private static final int FIRST_BYTES = 1 << 10;

    private final Map<String, Integer> partitionKeys = new LinkedHashMap<>();
    private final Map<String, Integer> explicitHashKeys = new LinkedHashMap<>();
    private ByteBuffer records = ByteBuffer.allocate(FIRST_BYTES);
    private int keyBytes;
    private int count;

    /**
     * Adds a record.
     *
     * @param partitionKey of the record; the first one's is that to put the aggregate with
     * @param explicitHashKey decides the shard in place of the partition key's hash
     * @param data the payload; copied
     */
    public AggregateBuilder add(String partitionKey, Optional<BigInteger> explicitHashKey, byte[] data) {
        int key = index(partitionKeys, partitionKey);
        int size = 1 + varintBytes(key) + 1 + varintBytes(data.length) + data.length;
        Optional<Integer> hashKey = explicitHashKey.map(given -> index(explicitHashKeys, given.toString()));
        size += hashKey.map(index -> 1 + varintBytes(index)).orElse(0);
        require(size + 16);
        records.put(AggregateFormat.bytesTag(AggregateFormat.RECORDS));
        putVarint(records, size);
        records.put(AggregateFormat.numberTag(AggregateFormat.PARTITION_KEY));
        putVarint(records, key);
        if (hashKey.isPresent()) {
            records.put(AggregateFormat.numberTag(AggregateFormat.EXPLICIT_HASH_KEY));
            putVarint(records, hashKey.get());
        }
        records.put(AggregateFormat.bytesTag(AggregateFormat.DATA));
        putVarint(records, data.length);
        records.put(data);
        count++;
        return this;
    }

    /** Like {@link #add(String, Optional, byte[])} without an explicit hash key. */
    public AggregateBuilder add(String partitionKey, byte[] data) {
        return add(partitionKey, Optional.empty(), data);
    }

    /** How many records were added. */
    public int count() {
        return count;
    }

    /** How many bytes the aggregate has so far. */
    public int sizeBytes() {
        return AggregateFormat.MAGIC.length + keyBytes + records.position() + AggregateFormat.DIGEST_BYTES;
    }

    /** The aggregate with all that was added so far. */
    public byte[] build() {
        ByteBuffer aggregate = ByteBuffer.allocate(sizeBytes());
        aggregate.put(AggregateFormat.MAGIC);
        putKeys(aggregate, AggregateFormat.PARTITION_KEYS, partitionKeys);
        putKeys(aggregate, AggregateFormat.EXPLICIT_HASH_KEYS, explicitHashKeys);
        aggregate.put(records.duplicate().flip());
        int message = AggregateFormat.MAGIC.length;
        aggregate.put(AggregateFormat.digest(aggregate.slice(message, aggregate.position() - message)));
        return aggregate.array();
    }

    private int index(Map<String, Integer> table, String key) {
        Integer known = table.get(key);
        if (known != null) {
            return known;
        }
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        keyBytes += 1 + varintBytes(bytes) + bytes;
        table.put(key, table.size());
        return table.size() - 1;
    }

    private void require(int bytes) {
        if (records.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * records.capacity(), records.position() + bytes));
            records = larger.put(records.flip());
        }
    }

    private static void putKeys(ByteBuffer target, int field, Map<String, Integer> table) {
        for (String key : table.keySet()) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            target.put(AggregateFormat.bytesTag(field));
            putVarint(target, bytes.length);
            target.put(bytes);
        }
    }

    private static void putVarint(ByteBuffer target, int value) {
        int rest = value;
        while (rest >= 0x80) {
            target.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        target.put((byte) rest);
    }

    private static int varintBytes(int value) {
        return 1 + (31 - Integer.numberOfLeadingZeros(value | 1)) / 7;
    }
}
