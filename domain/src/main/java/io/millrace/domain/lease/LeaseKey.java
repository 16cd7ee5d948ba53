package io.millrace.domain.lease;

import io.millrace.domain.stream.ShardId;
import java.util.Objects;
import java.util.SortedMap;

/**
 * What a lease is for: one shard of one stream. The application is not part of it, because a lease store is bound to one
 * application.
 *
 * @param stream the stream's name, never blank and without a slash
 * @param shard the shard's id
 */
public record LeaseKey(String stream, ShardId shard) implements Comparable<LeaseKey> {
    public LeaseKey {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(shard, "shard");
        if (stream.isBlank() || stream.indexOf('/') >= 0) {
            throw new IllegalArgumentException("no stream name: '" + stream + "'");
        }
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException when the text is no lease key
     */
    public static LeaseKey parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("a lease key reads stream/shard, not '" + text + "'");
        }
        return new LeaseKey(text.substring(0, slash), new ShardId(text.substring(slash + 1)));
    }

    /**
     * The part of a map that is for one stream.
     *
     * @return a view: what is put into it or removed from it, is put into the map or removed from it
     */
    public static <V> SortedMap<LeaseKey, V> ofStream(SortedMap<LeaseKey, V> all, String stream) {
        // the least character makes the names and ids that come first of all
        ShardId first = new ShardId("\0");
        return all.subMap(new LeaseKey(stream, first), new LeaseKey(stream + "\0", first));
    }

    @Override
    public int compareTo(LeaseKey other) {
        // nearly always the same string, which equals sees without looking at the characters
        return stream.equals(other.stream) ? shard.compareTo(other.shard) : stream.compareTo(other.stream);
    }

    /** {@code stream/shard}. */
    @Override
    public String toString() {
        return stream + "/" + shard;
    }
}
