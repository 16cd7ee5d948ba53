package io.millrace.domain.consumer;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.StreamRecord;

/** Drops what a reader that begins at its position, instead of after it, gets once more. */
final class Unseen {
    private Unseen() {}

    /** @param records in order */
    static ImmutableList<StreamRecord> after(Checkpoint position, ImmutableList<StreamRecord> records) {
        int seen = 0;
        while (seen < records.size()
                && Checkpoint.at(records.get(seen).position()).compareTo(position) <= 0) {
            seen++;
        }
        return records.subList(seen, records.size());
    }
}
