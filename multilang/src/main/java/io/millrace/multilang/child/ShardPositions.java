package io.millrace.multilang.child;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.multilang.protocol.CheckpointName;
import io.millrace.multilang.protocol.CheckpointRequest;
import io.millrace.multilang.protocol.ErrorNames;

/**
 * What a child's request for a checkpoint comes to, by KCL's rules: texts, sentinels and the end of the shard are judged
 * here, the range of numbers by the engine. In one point better than KCL: at the shard's end the position of the last
 * record means SHARD_END although that record is checkpointed already; there the shard would never be finished.
 */
final class ShardPositions {
    private static final int MOST_DIGITS = 129;
    private static final String SHARD_END = Checkpoint.SHARD_END.toString();

    /** What the child has been told. */
    enum Phase {
        /** Before the first action was acknowledged, and once the lease is lost: no checkpoint is possible. */
        CLOSED,
        RECORDS,
        SHARD_END
    }

    /** What to do about a request. */
    sealed interface Verdict {
        /** @param error its name */
        record Refused(String error) implements Verdict {}

        /** It is stored already. */
        record Stored() implements Verdict {}

        /** Everything handed over is to be stored, at the shard's end SHARD_END. */
        record Everything() implements Verdict {}

        record UpTo(RecordPosition position) implements Verdict {}
    }

    private static final Verdict ILLEGAL = new Verdict.Refused(ErrorNames.ILLEGAL_ARGUMENT);
    private static final Verdict STORED = new Verdict.Stored();
    private static final Verdict EVERYTHING = new Verdict.Everything();

    private Checkpoint last;
    private Checkpoint largest;

    /** @param start the checkpoint that the shard begins with */
    ShardPositions(Checkpoint start) {
        this.last = start;
        this.largest = start;
    }

    /** Records up to this one are about to be handed over. */
    synchronized void delivered(RecordPosition position) {
        Checkpoint delivered = Checkpoint.at(position);
        if (delivered.compareTo(largest) > 0) {
            largest = delivered;
        }
    }

    synchronized Verdict judge(CheckpointRequest request, Phase phase) {
        if (phase == Phase.CLOSED) {
            return new Verdict.Refused(ErrorNames.INVALID_STATE);
        }
        boolean atEnd = phase == Phase.SHARD_END;
        if (request.sequenceNumber().isEmpty()) {
            return atEnd && last.isShardEnd() ? STORED : EVERYTHING;
        }
        String text = request.sequenceNumber().get();
        long sub = request.subSequenceNumber().orElse(0);
        if (sub < 0) {
            return ILLEGAL;
        }
        if (!isNumber(text)) {
            return sub == 0 ? sentinel(text, atEnd) : ILLEGAL;
        }
        RecordPosition position = new RecordPosition(SequenceNumber.of(text), sub);
        boolean isEnd = atEnd && !last.isShardEnd() && Checkpoint.at(position).equals(largest);
        return isEnd ? EVERYTHING : new Verdict.UpTo(position);
    }

    /** Only what is stored already can be asked for by name, and SHARD_END at the end. */
    private Verdict sentinel(String text, boolean atEnd) {
        if (text.equals(SHARD_END)) {
            return !atEnd ? ILLEGAL : last.isShardEnd() ? STORED : EVERYTHING;
        }
        return last.isSentinel() && CheckpointName.of(last).equals(text) ? STORED : ILLEGAL;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.chars().allMatch(character -> character >= '0' && character <= '9');
    }

    /** What the verdict asked for is stored. */
    synchronized void stored(Verdict verdict, Phase phase) {
        Checkpoint stored = last;
        if (verdict instanceof Verdict.UpTo upTo) {
            stored = Checkpoint.at(upTo.position());
        } else if (verdict instanceof Verdict.Everything) {
            stored = phase == Phase.SHARD_END ? Checkpoint.SHARD_END : largest;
        }
        if (stored.compareTo(last) > 0) {
            last = stored;
        }
    }

    /** Whether SHARD_END is stored. */
    synchronized boolean isFinished() {
        return last.isShardEnd();
    }
}
