package io.millrace.simulation.trace;

import com.google.common.collect.ImmutableList;

/** The last few lines of a trace, in a ring. */
final class LastLines {
    private final TraceLine[] ring;
    private int next;
    private int size;

    /** @param most how many lines are kept, 1 or more */
    LastLines(int most) {
        ring = new TraceLine[most];
    }

    void add(TraceLine line) {
        ring[next] = line;
        next = next + 1 == ring.length ? 0 : next + 1;
        size = Math.min(size + 1, ring.length);
    }

    /** Oldest first. */
    ImmutableList<String> texts() {
        ImmutableList.Builder<String> texts = ImmutableList.builderWithExpectedSize(size);
        for (int i = size; i > 0; i--) {
            texts.add(ring[Math.floorMod(next - i, ring.length)].toString());
        }
        return texts.build();
    }
}
