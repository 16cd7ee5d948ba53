package io.millrace.simulation.scenario;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What the world around the workers is like from the beginning of a run to its end.
 *
 * @param retention how long the stream keeps a record, more than zero
 * @param leasesPerPage how many entries a page of the lease store's listings holds at most, from 1
 * @param shardsPerPage how many shards a page of the stream's listings holds at most, from 1
 * @param clockDriftPartsPerMillion by how much a worker's clocks run faster or slower than true time at most; each worker's
 *     is drawn evenly between that much slower and that much faster. From 0 to {@link #MOST_DRIFT}
 * @param wallClockError how far a worker's wall clock is ahead or behind at its start at most, zero or more
 * @param hotKeyShare the share of the records that are put under one and the same partition key, from 0 to 1
 * @param storeReadyAfter for how long from the beginning the lease table is still being created
 * @param recordsPerAggregate how many records the producer packs into one; without any, 0 or 1
 * @param streams how many streams the application has, each with the scenario's shards and a part of its records; one, 0 or 1
 * @param cpuShare the share of the time of user code's calls for which it computes, from 0 to 1; the rest it waits
 */
public record Environment(
        Duration retention,
        int leasesPerPage,
        int shardsPerPage,
        int clockDriftPartsPerMillion,
        Duration wallClockError,
        double hotKeyShare,
        Duration storeReadyAfter,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int recordsPerAggregate,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int streams,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) double cpuShare) {
    /**
     * 5 percent. A worker fences itself at three quarters of the failover time by its own clock and is declared dead after
     * the whole by somebody else's, which is safe below a seventh; no real clock comes near to that.
     */
    public static final int MOST_DRIFT = 50_000;

    /** As many streams as an application of a scenario has at most. */
    public static final int MOST_STREAMS = 16;

    /** The services as they are by default, and clocks that keep the time but do not agree on it. */
    public static final Environment USUAL =
            new Environment(Duration.ofHours(24), 1_000, 1_000, 0, Duration.ofSeconds(2), 0, Duration.ZERO, 0, 0, 0);

    public Environment {
        Objects.requireNonNull(retention, "retention");
        Objects.requireNonNull(wallClockError, "wallClockError");
        Objects.requireNonNull(storeReadyAfter, "storeReadyAfter");
        if (retention.isNegative()
                || retention.isZero()
                || leasesPerPage < 1
                || shardsPerPage < 1
                || clockDriftPartsPerMillion < 0
                || clockDriftPartsPerMillion > MOST_DRIFT
                || wallClockError.isNegative()
                || !(hotKeyShare >= 0 && hotKeyShare <= 1)
                || storeReadyAfter.isNegative()
                || recordsPerAggregate < 0
                || streams < 0
                || streams > MOST_STREAMS
                || !(cpuShare >= 0 && cpuShare <= 1)) {
            throw new IllegalArgumentException("no environment: retention " + retention + ", " + leasesPerPage
                    + " leases and " + shardsPerPage + " shards a page, drift " + clockDriftPartsPerMillion
                    + " ppm (at most " + MOST_DRIFT + "), wall clock error " + wallClockError + ", hot key share "
                    + hotKeyShare + ", store ready after " + storeReadyAfter + ", " + recordsPerAggregate
                    + " records an aggregate, " + streams + " streams (at most " + MOST_STREAMS
                    + "), CPU share " + cpuShare);
        }
    }

    public Environment withRetention(Duration next) {
        return changed(draft -> draft.retention = next);
    }

    /** With listings of the lease store and of the stream in pages of so many. */
    public Environment withPages(int leases, int shards) {
        return changed(draft -> {
            draft.leasesPerPage = leases;
            draft.shardsPerPage = shards;
        });
    }

    public Environment withClocks(int driftPartsPerMillion, Duration error) {
        return changed(draft -> {
            draft.clockDriftPartsPerMillion = driftPartsPerMillion;
            draft.wallClockError = error;
        });
    }

    public Environment withHotKeyShare(double next) {
        return changed(draft -> draft.hotKeyShare = next);
    }

    public Environment withStoreReadyAfter(Duration next) {
        return changed(draft -> draft.storeReadyAfter = next);
    }

    /** With a producer that packs so many records into one. */
    public Environment withAggregates(int records) {
        return changed(draft -> draft.recordsPerAggregate = records);
    }

    /** With an application of so many streams. */
    public Environment withStreams(int next) {
        return changed(draft -> draft.streams = next);
    }

    /** With user code that computes for this share of its time. */
    public Environment withCpuShare(double next) {
        return changed(draft -> draft.cpuShare = next);
    }

    private Environment changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.environment();
    }

    /** How many streams there are, one at least. */
    public int streamCount() {
        return Math.max(1, streams);
    }

    /** One that is being changed. */
    private static final class Draft {
        private Duration retention;
        private int leasesPerPage;
        private int shardsPerPage;
        private int clockDriftPartsPerMillion;
        private Duration wallClockError;
        private double hotKeyShare;
        private Duration storeReadyAfter;
        private int recordsPerAggregate;
        private int streams;
        private double cpuShare;

        Draft(Environment begun) {
            retention = begun.retention;
            leasesPerPage = begun.leasesPerPage;
            shardsPerPage = begun.shardsPerPage;
            clockDriftPartsPerMillion = begun.clockDriftPartsPerMillion;
            wallClockError = begun.wallClockError;
            hotKeyShare = begun.hotKeyShare;
            storeReadyAfter = begun.storeReadyAfter;
            recordsPerAggregate = begun.recordsPerAggregate;
            streams = begun.streams;
            cpuShare = begun.cpuShare;
        }

        Environment environment() {
            return new Environment(
                    retention,
                    leasesPerPage,
                    shardsPerPage,
                    clockDriftPartsPerMillion,
                    wallClockError,
                    hotKeyShare,
                    storeReadyAfter,
                    recordsPerAggregate,
                    streams,
                    cpuShare);
        }
    }
}
