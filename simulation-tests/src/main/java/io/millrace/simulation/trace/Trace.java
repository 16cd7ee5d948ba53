package io.millrace.simulation.trace;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ShardId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happens in a run, as lines of text: {@code virtual time, actor, event}. Of the lines only the last few of
 * each shard and of the whole run are kept, but all of them go into the hash: two runs are the same if and only if their
 * hashes are (but for one chance in 2^64).
 */
public final class Trace {
    /** How many lines are kept of each shard, and of the run. */
    public static final int KEPT_LINES = 30;

    private static final long FNV_PRIME = 0x100000001B3L;

    private final LongSupplier nowNanos;
    private final Consumer<String> sink;
    private final Deque<String> last = new ArrayDeque<>();
    private final Map<ShardId, Deque<String>> lastOfShard = new TreeMap<>();
    private final StringBuilder line = new StringBuilder(256);
    private long hash = 0xCBF29CE484222325L;
    private long lines;

    /** @param nowNanos virtual time */
    public Trace(LongSupplier nowNanos) {
        this(nowNanos, line -> {});
    }

    /**
     * @param nowNanos virtual time
     * @param sink is given every line
     */
    public Trace(LongSupplier nowNanos, Consumer<String> sink) {
        this.nowNanos = Objects.requireNonNull(nowNanos, "nowNanos");
        this.sink = Objects.requireNonNull(sink, "sink");
    }

    /**
     * @param actor who did it: a worker's life, or the simulator
     * @param shard the shard it is about, if one
     * @param text the same in every JVM: no identity hash code, no text of an unordered collection
     */
    public void add(String actor, @Nullable ShardId shard, String text) {
        line.setLength(0);
        appendTime(line, nowNanos.getAsLong());
        line.append("  ").append(actor);
        for (int i = actor.length(); i < 6; i++) {
            line.append(' ');
        }
        line.append("  ").append(text);
        String finished = line.toString();
        lines++;
        hash(finished);
        keep(last, finished);
        if (shard != null) {
            keep(lastOfShard.computeIfAbsent(shard, id -> new ArrayDeque<>(KEPT_LINES)), finished);
        }
        sink.accept(finished);
    }

    /** The fingerprint of all lines so far, as 16 hexadecimal digits. */
    public String hash() {
        return String.format(Locale.ROOT, "%016x", hash);
    }

    /** How many lines there were. */
    public long lines() {
        return lines;
    }

    /** The last lines of the run, oldest first. */
    public ImmutableList<String> last() {
        return ImmutableList.copyOf(last);
    }

    /** The last lines about a shard, oldest first. */
    public ImmutableList<String> last(ShardId shard) {
        Deque<String> kept = lastOfShard.get(shard);
        return kept == null ? ImmutableList.of() : ImmutableList.copyOf(kept);
    }

    /** A moment of virtual time as people read it: hours, minutes, seconds, microseconds. */
    public static String timeText(long nanos) {
        StringBuilder text = new StringBuilder();
        appendTime(text, nanos);
        return text.toString();
    }

    private static void appendTime(StringBuilder text, long nanos) {
        long micros = nanos / 1_000;
        pad(text, micros / 3_600_000_000L, 2);
        text.append(':');
        pad(text, micros / 60_000_000 % 60, 2);
        text.append(':');
        pad(text, micros / 1_000_000 % 60, 2);
        text.append('.');
        pad(text, micros % 1_000_000, 6);
    }

    private static void pad(StringBuilder text, long value, int width) {
        String digits = Long.toString(value);
        for (int i = digits.length(); i < width; i++) {
            text.append('0');
        }
        text.append(digits);
    }

    private void hash(String text) {
        long state = hash;
        for (int i = 0; i < text.length(); i++) {
            state = (state ^ text.charAt(i)) * FNV_PRIME;
        }
        hash = state ^ (state >>> 29);
    }

    private static void keep(Deque<String> kept, String finished) {
        if (kept.size() == KEPT_LINES) {
            kept.removeFirst();
        }
        kept.addLast(finished);
    }
}
