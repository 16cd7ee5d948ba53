package io.millrace.simulation.trace;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ShardId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happens in a run: virtual time, actor, event. All of it goes into the hash, as numbers: two runs are the
 * same if and only if their hashes are (but for one chance in 2^64). As lines of text only the last few of each shard and
 * of the whole run can be had, and they are written when somebody asks.
 */
public final class Trace {
    /** How many lines are kept of the run, and of each shard where there are not very many. */
    public static final int KEPT_LINES = 30;

    private static final int MANY_SHARDS = 1_000;
    private static final int KEPT_LINES_OF_MANY = 8;

    /** A sink that wants nothing; with it no line is put into words before somebody asks for the last ones. */
    public static final Consumer<String> NO_SINK = line -> {};

    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private final LongSupplier nowNanos;
    private final Consumer<String> sink;
    private final int keptOfShard;
    private final LastLines last = new LastLines(KEPT_LINES);
    /** For look-ups only. */
    private final Map<ShardId, LastLines> lastOfShard = new HashMap<>();

    private long hash = FNV_OFFSET;
    private long lines;

    /** @param nowNanos virtual time */
    public Trace(LongSupplier nowNanos) {
        this(nowNanos, NO_SINK, KEPT_LINES);
    }

    /**
     * @param nowNanos virtual time
     * @param sink is given every line
     * @param keptOfShard how many lines are kept of each shard, 1 or more
     */
    public Trace(LongSupplier nowNanos, Consumer<String> sink, int keptOfShard) {
        this.nowNanos = Objects.requireNonNull(nowNanos, "nowNanos");
        this.keptOfShard = keptOfShard;
        this.sink = Objects.requireNonNull(sink, "sink");
    }

    /** How many lines to keep of each of so many shards: what is kept for long has to be moved by the garbage collector. */
    public static int keptOfEach(int shards) {
        return shards > MANY_SHARDS ? KEPT_LINES_OF_MANY : KEPT_LINES;
    }

    /**
     * Adds a line of what happens rarely: its text is made at once.
     *
     * @param actor who did it: a worker's life, or the simulator
     * @param shard the shard it is about, if one
     * @param text the same in every JVM: no identity hash code, no text of an unordered collection
     */
    public void add(String actor, @Nullable ShardId shard, String text) {
        add(actor, shard, text, digestOf(text));
    }

    /**
     * Adds a line of what happens often: it becomes a text if somebody asks for it.
     *
     * @param actor who did it: a worker's life, or the simulator
     * @param shard the shard it is about, if one
     */
    public void add(String actor, @Nullable ShardId shard, Happening what) {
        add(actor, shard, what, what.digest());
    }

    private void add(String actor, @Nullable ShardId shard, Object what, long digest) {
        long now = nowNanos.getAsLong();
        lines++;
        long state = mix(mix(mix(hash, now), actor.hashCode()), digest);
        TraceLine line = new TraceLine(now, actor, what);
        last.add(line);
        if (shard != null) {
            state = mix(state, shard.value().hashCode());
            LastLines kept = lastOfShard.get(shard);
            if (kept == null) {
                kept = new LastLines(keptOfShard);
                lastOfShard.put(shard, kept);
            }
            kept.add(line);
        }
        hash = state;
        if (sink != NO_SINK) {
            sink.accept(line.toString());
        }
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
        return last.texts();
    }

    /** The last lines about a shard, oldest first. */
    public ImmutableList<String> last(ShardId shard) {
        LastLines kept = lastOfShard.get(shard);
        return kept == null ? ImmutableList.of() : kept.texts();
    }

    /** Carries one more number into a digest; the order of the numbers counts. */
    public static long mix(long digest, long number) {
        long state = (digest ^ number) * FNV_PRIME;
        return state ^ (state >>> 29);
    }

    /** The digest of a text: the same for the same characters in every JVM. */
    public static long digestOf(String text) {
        long state = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            state = (state ^ text.charAt(i)) * FNV_PRIME;
        }
        return state;
    }

    /** A moment of virtual time as people read it: hours, minutes, seconds, microseconds. */
    public static String timeText(long nanos) {
        long micros = nanos / 1_000;
        StringBuilder text = new StringBuilder(15);
        pad(text, micros / 3_600_000_000L, 2);
        text.append(':');
        pad(text, micros / 60_000_000 % 60, 2);
        text.append(':');
        pad(text, micros / 1_000_000 % 60, 2);
        text.append('.');
        pad(text, micros % 1_000_000, 6);
        return text.toString();
    }

    private static void pad(StringBuilder text, long value, int width) {
        String digits = Long.toString(value);
        for (int i = digits.length(); i < width; i++) {
            text.append('0');
        }
        text.append(digits);
    }
}
