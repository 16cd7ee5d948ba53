package io.millrace.benchmarks.stores;

import java.util.Objects;

/**
 * What a fleet at rest asks of its lease store, all by the second.
 *
 * @param id in lines of JSON
 * @param title in the table
 * @param computed whether it is computed from what is known of KCL; else it was counted in a simulated fleet
 * @param leaseWrites checkpoints, and renewals of leases where there are any
 * @param otherWrites heartbeats of sessions, or what KCL writes beside leases
 * @param reads of single entries
 * @param listings pages
 * @param entriesListed entries on these pages
 * @param bytesListed on these pages
 * @param writeUnits of 1 KB
 * @param readUnits of 4 KB, half of one for what is read eventually consistent
 */
record Load(
        String id,
        String title,
        boolean computed,
        double leaseWrites,
        double otherWrites,
        double reads,
        double listings,
        double entriesListed,
        double bytesListed,
        double writeUnits,
        double readUnits) {
    Load {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(title, "title");
    }
}
