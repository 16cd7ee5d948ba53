package io.millrace.simulation.scenario;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
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
    @JsonSubTypes.Type(value = Action.Faults.class, name = "faults")
})
public sealed interface Action {
    /** When, from the beginning of the run; zero or more. */
    Duration at();

    /** Whether something goes wrong by it that no planned change of the fleet or the stream is allowed to suffer from. */
    default boolean breaksSomething() {
        return !(this instanceof Crash
                || this instanceof Join
                || this instanceof GracefulStop
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
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("a share lies between 0 and 1, not at " + share);
            }
        }

        /** Whether it is on at a moment of the run. */
        public boolean isOn(Duration now) {
            return now.compareTo(at) >= 0 && now.compareTo(at.plus(lasts)) < 0;
        }
    }

    private static void requireTime(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("no time of a scenario: " + time);
        }
    }
}
