package io.millrace.domain.stream;

import java.util.Locale;
import java.util.Objects;

/**
 * The name Kinesis gives a shard, for example {@code shardId-000000000007}. Ordered as text, which for ids of Kinesis is
 * also the order of creation.
 *
 * @param value never blank
 */
public record ShardId(String value) implements Comparable<ShardId> {
    public ShardId {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("a shard id is never blank");
        }
    }

    /**
     * The id that Kinesis gives to the shard with this ordinal.
     *
     * @param ordinal zero or more
     */
    public static ShardId ofOrdinal(long ordinal) {
        return new ShardId(String.format(Locale.ROOT, "shardId-%012d", ordinal));
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof ShardId that && value.equals(that.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(ShardId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
