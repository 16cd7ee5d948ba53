package io.millrace.simulation.invariant;

import io.millrace.engine.ConsumerConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is true of one life of a worker. */
public final class LifeTruth {
    static final long NEVER = Long.MIN_VALUE / 4;

    /** A worker that runs looks for its assignment every coordination interval, and sends other things besides. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(3);

    private final String worker;
    private final String name;
    private final long startedAtNanos;
    private @Nullable ConsumerConfig config;
    private long longestPauseNanos = LONGEST_PAUSE.toNanos();
    private long longestSilenceNanos = LONGEST_SILENCE.toNanos();
    private long attentiveSinceNanos;
    private long runningSinceNanos;
    private long lastSentNanos;
    private long lastFaultNanos = NEVER;
    private long stoppingSinceNanos = NEVER;
    private boolean alive = true;
    private boolean fenced;
    private final Set<String> leftOut = new TreeSet<>();
    private long unfencedSinceNanos;

    LifeTruth(String worker, String name, long startedAtNanos) {
        this.worker = Objects.requireNonNull(worker, "worker");
        this.name = Objects.requireNonNull(name, "name");
        this.startedAtNanos = startedAtNanos;
        this.attentiveSinceNanos = startedAtNanos;
        this.runningSinceNanos = startedAtNanos;
        this.lastSentNanos = startedAtNanos;
        this.unfencedSinceNanos = startedAtNanos;
    }

    /** The name by which the scenario speaks of the worker. */
    public String worker() {
        return worker;
    }

    /** Tells this life from others of the same worker. */
    public String name() {
        return name;
    }

    /** @throws IllegalStateException when it was not told yet */
    public ConsumerConfig config() {
        if (config == null) {
            throw new IllegalStateException("the settings of " + name + " are not known");
        }
        return config;
    }

    public boolean isAlive() {
        return alive;
    }

    public long startedAtNanos() {
        return startedAtNanos;
    }

    /** Whether it was asked to stop. */
    public boolean isStopping() {
        return stoppingSinceNanos != NEVER;
    }

    /** When it was asked to stop; {@link #NEVER} if it was not. */
    public long stoppingSinceNanos() {
        return stoppingSinceNanos;
    }

    /** Whether it has told that it cannot prove its life, and not yet that it can again. */
    public boolean isFenced() {
        return fenced;
    }

    /** Whether it could prove its life at all times since a moment, by what it told. */
    public boolean isUnfencedSince(long sinceNanos) {
        return !fenced && unfencedSinceNanos <= sinceNanos;
    }

    /**
     * Until when calls of it were last made to fail or to take long, which may lie ahead; {@link #NEVER} if none were.
     */
    public long lastFaultNanos() {
        return lastFaultNanos;
    }

    /**
     * Since when it has sent something every few seconds, as every worker does that runs at all: neither its process nor its
     * loop has stood still since. Tells a pause of any kind without knowing the kinds.
     */
    public boolean isAttentiveSince(long momentNanos, long nowNanos) {
        return alive && attentiveSinceNanos <= momentNanos && nowNanos - lastSentNanos <= longestSilenceNanos;
    }

    /**
     * Whether it has not paused since a moment, not even for a second or two, up to now or its end. Calls that are not
     * answered look like a pause too, so this is for those who are exempt when calls fail.
     */
    public boolean hasRunSince(long momentNanos, long nowNanos) {
        boolean runs = !alive || nowNanos - lastSentNanos <= longestPauseNanos;
        return runs && runningSinceNanos <= Math.max(momentNanos, startedAtNanos);
    }

    /** Whether it works on the shards of a stream, by what it told. */
    boolean serves(String stream) {
        return !leftOut.contains(stream);
    }

    boolean hasLeftOutAny() {
        return !leftOut.isEmpty();
    }

    void leftOut(String stream) {
        leftOut.add(stream);
    }

    void tookUp(String stream) {
        leftOut.remove(stream);
    }

    void configured(ConsumerConfig next) {
        config = next;
        longestPauseNanos =
                LONGEST_PAUSE.toNanos() + next.coordinationInterval().toNanos();
        longestSilenceNanos = LONGEST_SILENCE.toNanos() + next.storeTimeout().toNanos();
    }

    void sent(long nowNanos) {
        if (nowNanos - lastSentNanos > longestSilenceNanos) {
            attentiveSinceNanos = nowNanos;
        }
        if (nowNanos - lastSentNanos > longestPauseNanos) {
            runningSinceNanos = nowNanos;
        }
        lastSentNanos = nowNanos;
    }

    void faulted(long untilNanos) {
        lastFaultNanos = Math.max(lastFaultNanos, untilNanos);
    }

    void askedToStop(long nowNanos) {
        stoppingSinceNanos = nowNanos;
    }

    void fenced(boolean next, long nowNanos) {
        if (fenced && !next) {
            unfencedSinceNanos = nowNanos;
        }
        fenced = next;
    }

    void ended() {
        alive = false;
    }
}
