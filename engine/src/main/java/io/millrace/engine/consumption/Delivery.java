package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.DoneBeyond;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.StreamRecord;
import java.time.Instant;
import java.util.Optional;

/** Hands the records of one shard to its processor, in the order that the consumer is to keep. On the loop only. */
interface Delivery {
    /** What the shard does about it. */
    interface Shard {
        /** The processor has the records up to this one. */
        void handedOver(RecordPosition last);

        /** Everything up to this record is done. */
        void doneUpTo(RecordPosition last, Instant arrival);

        /** Something beyond that is done. */
        void doneBeyondChanged();

        /** These records are done: their memory is free. */
        void done(ImmutableList<StreamRecord> records);

        /** The processor cannot go on. */
        void cannotGoOn(Throwable cause);

        /** The failure policy stops the shard. */
        void stopped(Throwable cause);

        /** A call has returned and nothing follows by itself: the shard decides. Once closed, only when no call is left. */
        void idle();

        ProcessorCalls.UserCall process(ImmutableList<StreamRecord> records, int attempt);

        ProcessorCalls.UserCall park(StreamRecord record, Throwable cause, int attempts);
    }

    /** Whether records may be handed in. */
    boolean takesMore();

    /** Takes records in that follow those before; none at all are a call that tells of a read that found nothing. */
    void deliver(ImmutableList<StreamRecord> next);

    /** Whether anything that was handed in is not done. */
    boolean isBusy();

    /** Whether a call that hands records over is under way. */
    boolean isCalling();

    /**
     * Takes note of records that the processor has by now. A call that waits for a thread has handed nothing over, and may
     * never: a checkpoint of "all that I was given" must not cover its records. Asked before anything depends on it.
     */
    void noteHandOver();

    /** The records in hand. */
    ImmutableList<StreamRecord> batch();

    /** What is done beyond what {@link Shard#doneUpTo} was told. */
    Optional<DoneBeyond> doneBeyond();

    /** Goes on with what waited for the fence to open. */
    void unfenced();

    /** Starts nothing more; calls under way are left to return. */
    void close();

    /** The lease is given up, or gone: a call that still waits for a thread does not begin. */
    void beginNoBatch();
}
