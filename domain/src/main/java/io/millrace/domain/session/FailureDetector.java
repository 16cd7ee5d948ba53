package io.millrace.domain.session;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an observer knows of the life of others, sessions for the most part, by its own monotonic clock only: no time stamp
 * of another machine is ever compared.
 *
 * <p>A session is dead when its heartbeat was <em>seen</em> standing still for its failover time: the time between the
 * read that first showed the heartbeat and the last read that still showed it. Time that passes without a read accuses
 * nobody. After an outage of the store in which nobody could beat, the first read would accuse everybody, and rightly: to
 * give them time to beat again, the observer begins anew with another detector.
 *
 * <p>The verdict is a ground to act and not yet the act: whoever acts on it deletes the session on condition of the
 * revision that was read, so that a session that beat meanwhile stays alive.
 *
 * <p>Belongs to one thread.
 *
 * @param <K> the name of whatever has a heartbeat
 */
public final class FailureDetector<K extends Comparable<K>> {
    private record Sighting(long heartbeat, long failoverNanos, long changedAtNanos, long readAtNanos) {
        boolean isStill() {
            return readAtNanos - changedAtNanos >= failoverNanos;
        }
    }

    private final Map<K, Sighting> sightings = new TreeMap<>();

    /**
     * A session was read. Any change of its heartbeat is life, whether up or down, since a listing may be stale.
     *
     * @param session the session
     * @param heartbeat as read
     * @param failoverTime as read: the observed session's own, more than zero
     * @param nowNanos when the answer was received, on the observer's clock
     * @throws IllegalArgumentException when the failover time is not more than zero
     */
    public void observe(K session, long heartbeat, Duration failoverTime, long nowNanos) {
        if (failoverTime.isNegative() || failoverTime.isZero()) {
            throw new IllegalArgumentException(
                    "the failover time of " + session + " must be more than zero, not " + failoverTime);
        }
        @Nullable Sighting last = sightings.get(session);
        if (last == null || last.heartbeat != heartbeat) {
            sightings.put(session, new Sighting(heartbeat, failoverTime.toNanos(), nowNanos, nowNanos));
        } else if (nowNanos - last.readAtNanos >= 0) {
            sightings.put(session, new Sighting(heartbeat, failoverTime.toNanos(), last.changedAtNanos, nowNanos));
        }
    }

    /**
     * Whether the heartbeat was seen standing still for at least the session's failover time, as of the last read.
     *
     * @param nowNanos the moment of asking, not before the last read
     * @return false for a session that was never seen
     */
    public boolean isDead(K session, long nowNanos) {
        @Nullable Sighting last = sightings.get(session);
        return last != null && last.isStill() && nowNanos - last.readAtNanos >= 0;
    }

    /** How long ago the heartbeat was first seen as it is; zero for a session that was never seen. */
    public Duration silence(K session, long nowNanos) {
        @Nullable Sighting last = sightings.get(session);
        return last == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, nowNanos - last.changedAtNanos));
    }

    /**
     * The earliest moment from which one more read could show a session dead that is not yet known to be. It may have
     * passed: then a read is due. Empty when no session is left to watch.
     */
    public OptionalLong nextDeadlineNanos() {
        OptionalLong next = OptionalLong.empty();
        for (Sighting sighting : sightings.values()) {
            if (!sighting.isStill()) {
                long deadline = sighting.changedAtNanos + sighting.failoverNanos;
                // By difference, because a monotonic clock may begin anywhere and wrap around.
                next = next.isPresent() && next.getAsLong() - deadline <= 0 ? next : OptionalLong.of(deadline);
            }
        }
        return next;
    }

    /** Forgets every other session. One that is seen again later starts afresh. */
    public void retainOnly(Set<K> sessions) {
        sightings.keySet().retainAll(sessions);
    }
}
