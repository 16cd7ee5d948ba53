package io.millrace.multilang.frames;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.StreamRecord;

/** Cuts what the engine hands over into pieces that fit a frame. Nearly always one. */
public final class FrameParts {
    private static final long MOST_BYTES = FrameEncoder.MOST_BYTES - 1_024;

    private FrameParts() {}

    /** The records in order, at least one in each part. */
    public static ImmutableList<ImmutableList<StreamRecord>> of(ImmutableList<StreamRecord> records) {
        return of(records, MOST_BYTES);
    }

    static ImmutableList<ImmutableList<StreamRecord>> of(ImmutableList<StreamRecord> records, long mostBytes) {
        ImmutableList.Builder<ImmutableList<StreamRecord>> parts = ImmutableList.builder();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < records.size(); i++) {
            long more = FrameEncoder.bytes(records.get(i));
            if (i > from && bytes + more > mostBytes) {
                parts.add(records.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += more;
        }
        return parts.add(records.subList(from, records.size())).build();
    }
}
