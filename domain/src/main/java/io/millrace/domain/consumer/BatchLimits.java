package io.millrace.domain.consumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How large a batch may become and how long a record may wait for others.
 *
 * @param maxRecords the most records of a batch, at least 1
 * @param maxBytes the most bytes of a batch ({@code StreamRecord.sizeBytes}), at least 1; a larger record is a batch of its
 *     own
 * @param maxWait how long the first record of a batch waits for it to fill; zero: not at all
 */
public record BatchLimits(int maxRecords, long maxBytes, Duration maxWait) {
    /**
     * @throws IllegalArgumentException when a limit is out of its range; all faults in one message
     */
    public BatchLimits {
        Objects.requireNonNull(maxWait, "maxWait");
        List<String> faults = new ArrayList<>();
        if (maxRecords < 1) {
            faults.add("maxRecords = " + maxRecords + ": give at least 1");
        }
        if (maxBytes < 1) {
            faults.add("maxBytes = " + maxBytes + ": give at least 1");
        }
        if (maxWait.isNegative()) {
            faults.add("maxWait = " + maxWait + ": give zero or more");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("no batch limits: " + String.join("; ", faults));
        }
    }

    /** 1,000 records, 1 MiB, without waiting. */
    public static BatchLimits defaults() {
        return new BatchLimits(1_000, 1024 * 1024, Duration.ZERO);
    }
}
