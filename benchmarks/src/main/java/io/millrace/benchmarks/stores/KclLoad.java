package io.millrace.benchmarks.stores;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.sharing.LeaseSharing;
import java.time.Duration;

/**
 * What is asked of a table of the Kinesis Client Library (KCL), computed from its default periods. By its own fleet: each lease is
 * renewed a third of its failover time of 10 s, less 25 ms, after the last time; all leases are read each 20 s, in 2.x by
 * every worker, in 3.x by the leader, while each worker asks an index for its own each 10 s and writes its metrics each 30 s,
 * and the leader its lock. All these reads are eventually consistent.
 */
final class KclLoad {
    private static final double RENEWAL_SECONDS = seconds(LeaseSharing.STANDARD.renewalInterval());
    private static final double LOOK_SECONDS = seconds(LeaseSharing.STANDARD.lookInterval());
    /** After which Millrace's leader lists the leases of a store of its own. */
    private static final double SYNC_SECONDS = 30;

    private static final double TAKER_SECONDS = 20.05;
    private static final double ASSIGNMENT_SECONDS = 20;
    private static final double DISCOVERY_SECONDS = 9.975;
    private static final double REPORT_SECONDS = 30;
    private static final int LEASE_BYTES = 350;
    /** Of an item in the index, which has keys only. */
    private static final int INDEX_BYTES = 100;

    private static final double EVENTUALLY = 0.5;

    private KclLoad() {}

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /**
     * Of Millrace's workers, which renew the leases as KCL's do, and whose leader looks at them each quarter of KCL's failover
     * time. At most: a checkpoint puts the next renewal off.
     *
     * @param own what they ask of a store of their own
     */
    static Load ofMillrace(Load own, int shards) {
        double renewals = shards / RENEWAL_SECONDS;
        double moreLooks = 1 / LOOK_SECONDS - 1 / SYNC_SECONDS;
        long bytes = (long) shards * LEASE_BYTES;
        return new Load(
                "millrace-in-kcl-table",
                "Millrace in KCL's table",
                true,
                own.leaseWrites() + renewals,
                own.otherWrites(),
                own.reads(),
                own.listings() + moreLooks,
                own.entriesListed() + moreLooks * shards,
                own.bytesListed() + moreLooks * bytes,
                own.writeUnits() + renewals,
                own.readUnits() + (EVENTUALLY / LOOK_SECONDS - 1 / SYNC_SECONDS) * Price.readUnits(bytes));
    }

    /**
     * Of both generations of its own fleet.
     *
     * @param checkpointsPerSecond of all shards together; each is a write of its own
     */
    static ImmutableList<Load> of(int shards, int workers, double checkpointsPerSecond) {
        double leaseWrites = shards / RENEWAL_SECONDS + checkpointsPerSecond;
        return ImmutableList.of(two(shards, workers, leaseWrites), three(shards, workers, leaseWrites));
    }

    private static Load two(int shards, int workers, double leaseWrites) {
        double scans = workers / TAKER_SECONDS;
        long bytes = (long) shards * LEASE_BYTES;
        return new Load(
                "kcl2",
                "KCL 2.x",
                true,
                leaseWrites,
                0,
                0,
                scans,
                scans * shards,
                scans * bytes,
                leaseWrites,
                scans * Price.readUnits(bytes) * EVENTUALLY);
    }

    private static Load three(int shards, int workers, double leaseWrites) {
        double scans = 1 / ASSIGNMENT_SECONDS;
        double queries = workers / DISCOVERY_SECONDS;
        double reports = (workers + 1) / REPORT_SECONDS;
        long bytes = (long) shards * LEASE_BYTES;
        long queryBytes = (long) shards * INDEX_BYTES / workers;
        return new Load(
                "kcl3",
                "KCL 3.x",
                true,
                leaseWrites,
                reports,
                0,
                scans + queries,
                scans * shards + queries * shards / workers,
                scans * bytes + queries * queryBytes,
                leaseWrites + reports,
                (scans * Price.readUnits(bytes) + queries * Price.readUnits(queryBytes)) * EVENTUALLY);
    }
}
