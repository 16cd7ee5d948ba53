package io.millrace.simulation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who owned which shard from when to when, and why. */
final class OwnershipLines {
    private static final int MOST = 200_000;
    private static final int SHARD = 0;
    private static final int LIFE = 1;
    private static final int EPOCH = 2;
    private static final int FROM = 3;
    private static final int TO = 4;
    private static final int GONE = 5;
    private static final int WHY_BEGAN = 6;
    private static final int WHY_ENDED = 7;
    private static final int PARTS = 8;
    private static final long NOT_YET = -1;

    private final List<long[]> all = new ArrayList<>();
    private final Map<Integer, long[]> latest = new LinkedHashMap<>();
    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private long dropped;

    OwnershipLines() {
        texts.put("", 0);
    }

    List<long[]> all() {
        return List.copyOf(all);
    }

    List<String> texts() {
        return List.copyOf(texts.keySet());
    }

    long dropped() {
        return dropped;
    }

    void taken(int shard, int life, long epoch, long at) {
        released(shard, at);
        long[] line = new long[PARTS];
        line[SHARD] = shard;
        line[LIFE] = life;
        line[EPOCH] = epoch;
        line[FROM] = at;
        line[TO] = NOT_YET;
        line[GONE] = NOT_YET;
        latest.put(shard, line);
        if (all.size() < MOST) {
            all.add(line);
        } else {
            dropped++;
        }
    }

    void released(int shard, long at) {
        long[] line = latest.get(shard);
        if (line != null && line[TO] == NOT_YET) {
            line[TO] = at;
        }
    }

    /** Nobody works for what this life owns any more. */
    void gone(int life, long at) {
        for (long[] line : latest.values()) {
            if (line[LIFE] == life && line[TO] == NOT_YET && line[GONE] == NOT_YET) {
                line[GONE] = at;
            }
        }
    }

    void whyBegan(int shard, long epoch, String reason) {
        explain(shard, epoch, WHY_BEGAN, reason);
    }

    void whyEnded(int shard, long epoch, String reason) {
        explain(shard, epoch, WHY_ENDED, reason);
    }

    /** How many this life owns, whether or not it is still at work. */
    int ownedBy(int life) {
        int count = 0;
        for (long[] line : latest.values()) {
            if (line[LIFE] == life && line[TO] == NOT_YET) {
                count++;
            }
        }
        return count;
    }

    private void explain(int shard, long epoch, int part, String reason) {
        long @Nullable [] line = latest.get(shard);
        if (line != null && line[EPOCH] == epoch) {
            line[part] = texts.computeIfAbsent(reason, text -> texts.size());
        }
    }
}
