package io.millrace.domain.checkpoint;

import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import java.time.Instant;
import java.util.Objects;

/**
 * How far a shard has been processed. Totally ordered within a shard: the sentinels that only say where to begin come
 * before every position, SHARD_END comes after all (the order of KCL: AT_TIMESTAMP, TRIM_HORIZON, LATEST, digits,
 * SHARD_END).
 */
public sealed interface Checkpoint extends Comparable<Checkpoint> {
    /** Begin with the oldest retained record. */
    record TrimHorizon() implements Checkpoint {
        @Override
        public String toString() {
            return "TRIM_HORIZON";
        }
    }

    /**
     * Begin after the newest record at the moment of reading. Read from foreign lease tables only: Millrace itself pins
     * LATEST to a time when it makes a lease.
     */
    record Latest() implements Checkpoint {
        @Override
        public String toString() {
            return "LATEST";
        }
    }

    /**
     * Begin with the first record that arrived at this time or later.
     *
     * @param timestamp by the service's clock
     */
    record AtTimestamp(Instant timestamp) implements Checkpoint {
        public AtTimestamp {
            Objects.requireNonNull(timestamp, "timestamp");
        }

        @Override
        public String toString() {
            return "AT_TIMESTAMP(" + timestamp + ")";
        }
    }

    /**
     * Everything up to and including this record is processed.
     *
     * @param position of the last processed record
     */
    record At(RecordPosition position) implements Checkpoint {
        public At {
            Objects.requireNonNull(position, "position");
        }

        @Override
        public String toString() {
            return "AT(" + position + ")";
        }
    }

    /** The shard is closed and all of it is processed. */
    record ShardEnd() implements Checkpoint {
        @Override
        public String toString() {
            return "SHARD_END";
        }
    }

    Checkpoint TRIM_HORIZON = new TrimHorizon();
    Checkpoint LATEST = new Latest();
    Checkpoint SHARD_END = new ShardEnd();

    static Checkpoint at(RecordPosition position) {
        return new At(position);
    }

    static Checkpoint at(SequenceNumber sequenceNumber) {
        return new At(RecordPosition.of(sequenceNumber));
    }

    static Checkpoint atTimestamp(Instant timestamp) {
        return new AtTimestamp(timestamp);
    }

    /** Whether this says where to begin rather than what is done. */
    default boolean isSentinel() {
        return this instanceof TrimHorizon || this instanceof Latest || this instanceof AtTimestamp;
    }

    default boolean isShardEnd() {
        return this instanceof ShardEnd;
    }

    @Override
    default int compareTo(Checkpoint other) {
        if (this instanceof At here && other instanceof At there) {
            return here.position().compareTo(there.position());
        }
        if (this instanceof AtTimestamp here && other instanceof AtTimestamp there) {
            return here.timestamp().compareTo(there.timestamp());
        }
        return Integer.compare(rank(), other.rank());
    }

    /** Place of the kind in the order of all checkpoints, from 0. */
    private int rank() {
        if (this instanceof AtTimestamp) {
            return 0;
        }
        if (this instanceof TrimHorizon) {
            return 1;
        }
        if (this instanceof Latest) {
            return 2;
        }
        return this instanceof At ? 3 : 4;
    }
}
