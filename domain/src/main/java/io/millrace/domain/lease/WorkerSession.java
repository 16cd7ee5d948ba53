package io.millrace.domain.lease;

import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;
import java.util.Objects;

/**
 * A worker's proof of life. While its heartbeat advances, its owner owns every lease that names it.
 *
 * @param id its name
 * @param workerId what the user calls the worker; several sessions may bear the same
 * @param state whether it takes part in the next plan
 * @param heartbeat counts up at each beat, from 1
 * @param failoverTime how long the heartbeat must stand still before others may call the session dead; more than zero
 * @param capacity how much the worker should carry relative to others; more than zero, usually 1
 * @param changes counts the changes of its leases that the leader should look at: taken, released, ended, children made
 * @param streams the names of the streams whose shards it works on; empty when it did not say, as workers of before there
 *     could be several: then any
 * @param load how busy it is
 */
public record WorkerSession(
        SessionId id,
        String workerId,
        State state,
        long heartbeat,
        Duration failoverTime,
        double capacity,
        long changes,
        ImmutableSortedSet<String> streams,
        WorkerLoad load)
        implements Entry {
    /** Whether a worker wants leases. */
    public enum State {
        /** Takes part in planning. */
        ACTIVE,
        /** Is shutting down: keeps what it has until it has handed it over, gets nothing new. */
        LEAVING,
        /** A worker of KCL's that was seen beside the leases it shares: counted, and given nothing. Never stored. */
        FOREIGN
    }

    /** Of a worker that does not say which streams it works on. */
    public WorkerSession(
            SessionId id,
            String workerId,
            State state,
            long heartbeat,
            Duration failoverTime,
            double capacity,
            long changes) {
        this(id, workerId, state, heartbeat, failoverTime, capacity, changes, ImmutableSortedSet.of());
    }

    /** Of a worker that has told nothing of its load. */
    public WorkerSession(
            SessionId id,
            String workerId,
            State state,
            long heartbeat,
            Duration failoverTime,
            double capacity,
            long changes,
            ImmutableSortedSet<String> streams) {
        this(id, workerId, state, heartbeat, failoverTime, capacity, changes, streams, WorkerLoad.NONE);
    }

    public WorkerSession {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(workerId, "workerId");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(failoverTime, "failoverTime");
        Objects.requireNonNull(streams, "streams");
        Objects.requireNonNull(load, "load");
        if (failoverTime.isNegative() || failoverTime.isZero() || !(capacity > 0) || heartbeat < 1 || changes < 0) {
            throw new IllegalArgumentException("no session: failover time " + failoverTime + ", capacity " + capacity
                    + ", heartbeat " + heartbeat + ", changes " + changes);
        }
    }

    @Override
    public EntryKey entryKey() {
        return EntryKey.session(id);
    }

    /** Whether this worker works on the shards of a stream. */
    public boolean serves(String stream) {
        return streams.isEmpty() || streams.contains(stream);
    }

    /** The next beat of a worker that works on the same streams, telling what has changed since the last. */
    public WorkerSession beat(State nextState, long nextChanges) {
        return beat(nextState, nextChanges, streams);
    }

    /** The next beat, telling what has changed since the last. */
    public WorkerSession beat(State nextState, long nextChanges, ImmutableSortedSet<String> nextStreams) {
        return new WorkerSession(
                id, workerId, nextState, heartbeat + 1, failoverTime, capacity, nextChanges, nextStreams, load);
    }

    /** With another load. */
    public WorkerSession withLoad(WorkerLoad next) {
        return new WorkerSession(id, workerId, state, heartbeat, failoverTime, capacity, changes, streams, next);
    }
}
