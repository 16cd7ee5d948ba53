package io.millrace.domain.consumer;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.DoneBeyond;
import io.millrace.domain.stream.StreamRecord;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells of the records that are read after a start which of them are done already: those up to the checkpoint, of which
 * some come again because reading begins with the record of the checkpoint, which may be an aggregate; and those beyond it
 * of which the lease says so. Not safe for use by several threads.
 */
public final class ResumeFilter {
    private final Checkpoint start;
    private Optional<DoneBeyond> beyond;
    private boolean isPastStart;
    private int number;
    private int nextOpen;

    public ResumeFilter(Checkpoint start, Optional<DoneBeyond> beyond) {
        this.start = Objects.requireNonNull(start, "start");
        this.beyond = Objects.requireNonNull(beyond, "beyond");
        this.isPastStart = start.isSentinel();
    }

    /**
     * Those that lie behind the start.
     *
     * @param records in order, after all that were asked for before
     */
    public ImmutableList<StreamRecord> afterStart(ImmutableList<StreamRecord> records) {
        if (isPastStart) {
            return records;
        }
        int seen = 0;
        while (seen < records.size()
                && Checkpoint.at(records.get(seen).position()).compareTo(start) <= 0) {
            seen++;
        }
        isPastStart = seen < records.size();
        return records.subList(seen, records.size());
    }

    /** Whether records that come may still be done, although they lie behind the start. */
    public boolean isUndecided() {
        return beyond.isPresent();
    }

    /**
     * Whether a record is done, although it lies behind the start.
     *
     * @param next that follows the one that was asked for before
     */
    public boolean isDone(StreamRecord next) {
        if (beyond.isEmpty()) {
            return false;
        }
        DoneBeyond known = beyond.get();
        if (number == 0 && !next.position().equals(known.anchor())) {
            // The anchor is past retention, or somebody has moved the checkpoint: the numbers mean nothing here.
            beyond = Optional.empty();
            return false;
        }
        ImmutableIntArray open = known.open();
        boolean isOpen = nextOpen < open.length() && open.get(nextOpen) == number;
        nextOpen += isOpen ? 1 : 0;
        number++;
        if (number >= known.count()) {
            beyond = Optional.empty();
        }
        return !isOpen;
    }
}
