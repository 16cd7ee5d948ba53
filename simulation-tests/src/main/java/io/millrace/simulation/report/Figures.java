package io.millrace.simulation.report;

import com.google.common.collect.ImmutableSortedMap;
import java.time.Duration;
import java.util.Objects;

/**
 * The figures of a run, or of several.
 *
 * @param shardHours the sum over the shards of the time for which each was open, in hours of virtual time
 * @param virtualTime how long the run took in virtual time
 * @param events how many events were run
 * @param records how many records were put
 * @param recoveryMillis how long each failover took, in virtual milliseconds: from the end of a worker that owned leases, or
 *     the beginning of its silence, until other workers had gone on with all its shards
 * @param unrecovered failovers that were not over at the end
 * @param duplicates how many times a record was handed over again
 * @param duplicatesPerFailover records that were handed over again by the workers that took over
 * @param moves changes of a lease's owner
 * @param movesPerMembershipChange moves after workers came or went and before the next time
 * @param lagMillis for each batch, how long before it was handed over its first record had been put
 * @param storeUse what the lease store was asked
 * @param faults how often each thing went wrong or was done, by its name
 */
public record Figures(
        double shardHours,
        Duration virtualTime,
        long events,
        long records,
        Distribution recoveryMillis,
        long unrecovered,
        long duplicates,
        Distribution duplicatesPerFailover,
        long moves,
        Distribution movesPerMembershipChange,
        Distribution lagMillis,
        StoreUse storeUse,
        ImmutableSortedMap<String, Long> faults) {
    /** Of no run at all. */
    public static final Figures NONE = new Figures(
            0,
            Duration.ZERO,
            0,
            0,
            Distribution.EMPTY,
            0,
            0,
            Distribution.EMPTY,
            0,
            Distribution.EMPTY,
            Distribution.EMPTY,
            StoreUse.NONE,
            ImmutableSortedMap.of());

    public Figures {
        Objects.requireNonNull(virtualTime, "virtualTime");
        Objects.requireNonNull(recoveryMillis, "recoveryMillis");
        Objects.requireNonNull(duplicatesPerFailover, "duplicatesPerFailover");
        Objects.requireNonNull(movesPerMembershipChange, "movesPerMembershipChange");
        Objects.requireNonNull(lagMillis, "lagMillis");
        Objects.requireNonNull(storeUse, "storeUse");
        Objects.requireNonNull(faults, "faults");
    }

    /** Of both together. */
    public Figures plus(Figures other) {
        return new Figures(
                shardHours + other.shardHours,
                virtualTime.plus(other.virtualTime),
                events + other.events,
                records + other.records,
                recoveryMillis.plus(other.recoveryMillis),
                unrecovered + other.unrecovered,
                duplicates + other.duplicates,
                duplicatesPerFailover.plus(other.duplicatesPerFailover),
                moves + other.moves,
                movesPerMembershipChange.plus(other.movesPerMembershipChange),
                lagMillis.plus(other.lagMillis),
                storeUse.plus(other.storeUse),
                StoreUse.plus(faults, other.faults));
    }
}
