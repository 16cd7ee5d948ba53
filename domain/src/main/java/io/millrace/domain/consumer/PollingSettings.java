package io.millrace.domain.consumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How one shard is polled. The quotas of Kinesis are per shard and shared by everybody who polls it: 5 GetRecords a second,
 * 2 MB a second, 10,000 records and 10 MB an answer, an iterator valid for 5 minutes ("Quotas and limits" and "GetRecords"
 * of the Kinesis documentation).
 *
 * @param maxRecordsPerRead the most records asked for at once, 1 to 10,000
 * @param readsPerSecond the most reads in any second, at least 1
 * @param bytesPerSecond the pace of bytes: after an answer of N bytes the next read is N / bytesPerSecond seconds away;
 *     positive
 * @param idleMinimum the pause after a read that reached the tip with records, and the first pause after an empty one
 * @param idleMaximum the longest pause while the shard stays empty; shorter than {@code iteratorLife}
 * @param iteratorLife how old an iterator may be when it is used, less than the 5 minutes of the service; positive
 * @param backoff the pauses after failures
 */
public record PollingSettings(
        int maxRecordsPerRead,
        int readsPerSecond,
        long bytesPerSecond,
        Duration idleMinimum,
        Duration idleMaximum,
        Duration iteratorLife,
        Backoff backoff) {
    /** The most records that one GetRecords may ask for. */
    public static final int LARGEST_READ = 10_000;

    private static final long MEBIBYTE = 1024 * 1024;

    /**
     * @throws IllegalArgumentException when a value is out of its range; all faults in one message
     */
    public PollingSettings {
        Objects.requireNonNull(idleMinimum, "idleMinimum");
        Objects.requireNonNull(idleMaximum, "idleMaximum");
        Objects.requireNonNull(iteratorLife, "iteratorLife");
        Objects.requireNonNull(backoff, "backoff");
        List<String> faults = new ArrayList<>();
        if (maxRecordsPerRead < 1 || maxRecordsPerRead > LARGEST_READ) {
            faults.add("maxRecordsPerRead = " + maxRecordsPerRead + ": give 1 to " + LARGEST_READ);
        }
        if (readsPerSecond < 1) {
            faults.add("readsPerSecond = " + readsPerSecond + ": give at least 1");
        }
        if (bytesPerSecond < 1) {
            faults.add("bytesPerSecond = " + bytesPerSecond + ": give at least 1");
        }
        if (idleMinimum.isNegative()) {
            faults.add("idleMinimum = " + idleMinimum + ": give zero or more");
        }
        if (idleMaximum.compareTo(idleMinimum) < 0) {
            faults.add("idleMaximum = " + idleMaximum + ": give at least idleMinimum, " + idleMinimum);
        }
        if (iteratorLife.compareTo(idleMaximum) <= 0) {
            faults.add("iteratorLife = " + iteratorLife + ": give more than idleMaximum, " + idleMaximum);
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("no polling settings: " + String.join("; ", faults));
        }
    }

    /**
     * All of the quota while there is a backlog, one read a second or less while there is nothing to read. Iterators are
     * renewed 30 seconds before the service drops them.
     */
    public static PollingSettings defaults() {
        return new PollingSettings(
                LARGEST_READ,
                5,
                2 * MEBIBYTE,
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                Duration.ofSeconds(270),
                Backoff.DEFAULT);
    }
}
