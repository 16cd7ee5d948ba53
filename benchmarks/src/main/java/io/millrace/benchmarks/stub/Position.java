package io.millrace.benchmarks.stub;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Locale;

/**
 * A place in a shard of the stub: its record number {@code index} is the next one. Sequence numbers are 56 digits, as the
 * service's are; the last {@value #INDEX_DIGITS} are the index, those before are the same in all records of a shard.
 */
record Position(StreamShape shape, int shard, long index) {
    static final int INDEX_DIGITS = 19;
    static final int SHARD_DIGITS = 6;

    private static final String PREFIX = "4959033827149025660855969253836";

    static String shardId(int shard) {
        return String.format(Locale.ROOT, "shardId-%012d", shard);
    }

    static int shardNumber(String shardId) {
        return Integer.parseInt(shardId.substring(shardId.indexOf('-') + 1));
    }

    static Position begin(StreamShape shape, int shard) {
        return new Position(shape, shard, 0);
    }

    /** At the record of this sequence number. */
    static Position at(StreamShape shape, int shard, String sequenceNumber) {
        // The beginning of a shard, as a listing shows it, has an index as well.
        return new Position(
                shape, shard, Long.parseLong(sequenceNumber.substring(sequenceNumber.length() - INDEX_DIGITS)));
    }

    Position plus(long records) {
        return new Position(shape, shard, index + records);
    }

    String sequenceNumber() {
        return sequencePrefix() + String.format(Locale.ROOT, "%0" + INDEX_DIGITS + "d", index);
    }

    String sequencePrefix() {
        return PREFIX + String.format(Locale.ROOT, "%0" + SHARD_DIGITS + "d", shard);
    }

    /** A shard iterator for this position; always of the same length for one stream. */
    String iterator() {
        return String.format(
                Locale.ROOT, "%s/%0" + SHARD_DIGITS + "d/%0" + INDEX_DIGITS + "d", shape.streamName(), shard, index);
    }

    /** @throws IllegalArgumentException when it is none that the stub gave */
    static Position ofIterator(String iterator) {
        List<String> parts = Splitter.on('/').splitToList(iterator);
        if (parts.size() != 3) {
            throw new IllegalArgumentException("no iterator of this stub: " + iterator);
        }
        StreamShape shape = StreamShape.of(parts.get(0))
                .orElseThrow(() -> new IllegalArgumentException("no iterator of this stub: " + iterator));
        return new Position(shape, Integer.parseInt(parts.get(1)), Long.parseLong(parts.get(2)));
    }
}
