package io.millrace.simulation.scenario;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.millrace.domain.lease.EntryKind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing that a scenario does to the fleet or to the stream. An action that cannot be done when its time has come (a
 * crash of a worker that is not alive) does nothing, so that any action can be taken out of a scenario and the rest still
 * means something.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Action.Crash.class, name = "crash"),
    @JsonSubTypes.Type(value = Action.Join.class, name = "join"),
    @JsonSubTypes.Type(value = Action.GracefulStop.class, name = "stop"),
    @JsonSubTypes.Type(value = Action.Pause.class, name = "pause"),
    @JsonSubTypes.Type(value = Action.Split.class, name = "split"),
    @JsonSubTypes.Type(value = Action.Merge.class, name = "merge"),
    @JsonSubTypes.Type(value = Action.Faults.class, name = "faults"),
    @JsonSubTypes.Type(value = Action.JoinTwin.class, name = "joinTwin"),
    @JsonSubTypes.Type(value = Action.CrashAtEvent.class, name = "crashAtEvent"),
    @JsonSubTypes.Type(value = Action.FaultAtCall.class, name = "faultAtCall"),
    @JsonSubTypes.Type(value = Action.Slow.class, name = "slow"),
    @JsonSubTypes.Type(value = Action.LoopStall.class, name = "loopStall"),
    @JsonSubTypes.Type(value = Action.ClockStep.class, name = "clockStep"),
    @JsonSubTypes.Type(value = Action.Partition.class, name = "partition"),
    @JsonSubTypes.Type(value = Action.UserFault.class, name = "userFault"),
    @JsonSubTypes.Type(value = Action.RemoveEntry.class, name = "removeEntry"),
    @JsonSubTypes.Type(value = Action.RecreateStream.class, name = "recreateStream"),
    @JsonSubTypes.Type(value = Action.RemoveStream.class, name = "removeStream"),
    @JsonSubTypes.Type(value = Action.AddStream.class, name = "addStream")
})
public sealed interface Action {
    /** When, from the beginning of the run; zero or more. */
    Duration at();

    /** Whether something goes wrong by it that no planned change of the fleet or the stream is allowed to suffer from. */
    default boolean breaksSomething() {
        return !(this instanceof Crash
                || this instanceof CrashAtEvent
                || this instanceof JoinTwin
                || this instanceof Join
                || this instanceof GracefulStop
                || this instanceof RemoveStream
                || this instanceof AddStream
                || this instanceof Split
                || this instanceof Merge);
    }

    /** The worker's process ends at once. */
    record Crash(Duration at, String worker) implements Action {
        public Crash {
            requireTime(at);
            Objects.requireNonNull(worker, "worker");
        }
    }

    /** A worker starts; under the name of one that was there before, as a new life of it. */
    record Join(Duration at, String worker) implements Action {
        public Join {
            requireTime(at);
            Objects.requireNonNull(worker, "worker");
        }
    }

    /** The worker is asked to stop in good order. */
    record GracefulStop(Duration at, String worker) implements Action {
        public GracefulStop {
            requireTime(at);
            Objects.requireNonNull(worker, "worker");
        }
    }

    /** The worker's process stands still for a while, as in a long garbage collection. */
    record Pause(Duration at, String worker, Duration lasts) implements Action {
        public Pause {
            requireTime(at);
            requireTime(lasts);
            Objects.requireNonNull(worker, "worker");
        }
    }

    /**
     * A worker is told to leave a stream out, if it has another.
     *
     * @param choice which: the one at this place, modulo their number
     */
    record RemoveStream(Duration at, String worker, int choice) implements Action {
        public RemoveStream {
            requireTime(at);
            Objects.requireNonNull(worker, "worker");
        }
    }

    /**
     * A worker is told to take up a stream that it has left out.
     *
     * @param choice which: the one at this place, modulo their number
     */
    record AddStream(Duration at, String worker, int choice) implements Action {
        public AddStream {
            requireTime(at);
            Objects.requireNonNull(worker, "worker");
        }
    }

    /** @param choice which of the open shards is split: the one at this place, modulo their number, in hash-key order */
    record Split(Duration at, int choice) implements Action {
        public Split {
            requireTime(at);
        }
    }

    /** @param choice which open shard is merged with its neighbour above, modulo the number of such pairs */
    record Merge(Duration at, int choice) implements Action {
        public Merge {
            requireTime(at);
        }
    }

    /**
     * Some calls go wrong for a while.
     *
     * @param lasts how long
     * @param kind how they go wrong
     * @param share of the calls that do, from 0 to 1
     * @param worker whose calls; empty for everybody's
     */
    record Faults(Duration at, Duration lasts, FaultKind kind, double share, Optional<String> worker)
            implements Action {
        public Faults {
            requireTime(at);
            requireTime(lasts);
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(worker, "worker");
            requireShare(share);
        }

        /** Whether it is on at a moment of the run. */
        public boolean isOn(Duration now) {
            return now.compareTo(at) >= 0 && now.compareTo(at.plus(lasts)) < 0;
        }
    }

    /** A worker starts under a name that is taken: from here on two processes with the same worker id are alive. */
    record JoinTwin(Duration at, String worker) implements Action {
        public JoinTwin {
            requireTime(at);
            Objects.requireNonNull(worker, "worker");
        }
    }

    /**
     * The worker's process ends right after a certain event, so that a crash can be tried at each one.
     *
     * @param event which event of the whole run, from 1
     */
    record CrashAtEvent(String worker, long event) implements Action {
        public CrashAtEvent {
            Objects.requireNonNull(worker, "worker");
            requireNumber(event);
        }

        /** At no time that can be said beforehand, so at the beginning. */
        @Override
        public Duration at() {
            return Duration.ZERO;
        }
    }

    /**
     * A single call to the lease store goes wrong, so that this can be tried with each one. Nothing happens if that call
     * is not one that can go wrong in this way.
     *
     * @param call which call to the lease store of the whole run, from 1
     */
    record FaultAtCall(long call, FaultKind kind) implements Action {
        public FaultAtCall {
            Objects.requireNonNull(kind, "kind");
            requireNumber(call);
        }

        /** At no time that can be said beforehand, so at the beginning. */
        @Override
        public Duration at() {
            return Duration.ZERO;
        }
    }

    /**
     * All that a worker does takes longer for a while, its calls and its user code.
     *
     * @param factor how many times as long, from 1
     */
    record Slow(Duration at, String worker, Duration lasts, int factor) implements Action {
        public Slow {
            requireTime(at);
            requireTime(lasts);
            Objects.requireNonNull(worker, "worker");
            requireNumber(factor);
        }
    }

    /** The worker's event loop stands still for a while, and only that: its processor threads go on. */
    record LoopStall(Duration at, String worker, Duration lasts) implements Action {
        public LoopStall {
            requireTime(at);
            requireTime(lasts);
            Objects.requireNonNull(worker, "worker");
        }
    }

    /**
     * The worker's wall clock is set; its monotonic clock is not touched by that.
     *
     * @param by how far forward, or, negative, back
     */
    record ClockStep(Duration at, String worker, Duration by) implements Action {
        public ClockStep {
            requireTime(at);
            Objects.requireNonNull(worker, "worker");
            Objects.requireNonNull(by, "by");
        }
    }

    /**
     * Some workers are cut off for a while: their client gives up each call after the request timeout.
     *
     * @param workers who; several are a zone that is cut off as a whole
     * @param from what they are cut off from
     * @param oneWay whether requests arrive and only the answers are lost; else nothing arrives
     */
    record Partition(Duration at, Duration lasts, List<String> workers, Side from, boolean oneWay) implements Action {
        /** What lies on the other side of a cut. */
        public enum Side {
            STORE,
            STREAM,
            BOTH
        }

        public Partition {
            requireTime(at);
            requireTime(lasts);
            workers = List.copyOf(workers);
            Objects.requireNonNull(from, "from");
        }
    }

    /**
     * User code misbehaves for a while.
     *
     * @param share of its calls in which it does, from 0 to 1
     * @param worker whose; empty for everybody's
     */
    record UserFault(Duration at, Duration lasts, UserFaultKind kind, double share, Optional<String> worker)
            implements Action {
        public UserFault {
            requireTime(at);
            requireTime(lasts);
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(worker, "worker");
            requireShare(share);
        }
    }

    /**
     * An operator deletes an entry of the lease store, whatever stands there.
     *
     * @param choice which of the entries of the kind, modulo their number, in the order of their keys
     */
    record RemoveEntry(Duration at, EntryKind kind, int choice) implements Action {
        public RemoveEntry {
            requireTime(at);
            Objects.requireNonNull(kind, "kind");
        }
    }

    /**
     * The stream is deleted, and some time later another one of the same name is made, with as many shards. The
     * application's leases are worth nothing from then on, so of such a run only safety is asked.
     *
     * @param gone for how long there is no stream of the name
     */
    record RecreateStream(Duration at, Duration gone) implements Action {
        public RecreateStream {
            requireTime(at);
            requireTime(gone);
        }
    }

    private static void requireNumber(long number) {
        if (number < 1) {
            throw new IllegalArgumentException("counted from 1, so not " + number);
        }
    }

    private static void requireShare(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share lies between 0 and 1, not at " + share);
        }
    }

    private static void requireTime(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("no time of a scenario: " + time);
        }
    }
}
