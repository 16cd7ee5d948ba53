package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.StreamRecord;
import java.time.Duration;
import java.util.OptionalLong;

/** Where the records of one shard come from, whether they are polled or pushed. On the loop only. */
interface ShardFeed {
    /** Who gets what is read. */
    interface Sink {
        /** Records were read; each of their bytes is held in the budget until it is given back. */
        void records(ImmutableList<StreamRecord> records);

        /** A read found no records. */
        void nothing();

        /** Something changed: look again. */
        void changed();

        void streamGone();
    }

    /**
     * Does the next thing if it is time.
     *
     * @return when to come back; empty when an answer is awaited or nothing is left to do
     */
    OptionalLong advance();

    /** Whether the closed shard was read to its end. */
    boolean hasEnded();

    /** The children named at the shard's end; may be empty. */
    ImmutableList<ChildShard> children();

    /** Whether the answer to a read is awaited, also one that is dropped when it comes. */
    boolean isReading();

    /** How far what was read last was behind the tip of the shard. */
    Duration behindLatest();

    /**
     * Records take more memory than when they came, as aggregates that were taken apart do.
     *
     * @param count how many came
     * @param bytes what they take now
     */
    void turnedOut(int count, long bytes);

    /** Reads no more; what is under way is dropped when it comes. */
    void stop();
}
