package io.millrace.domain.assignment;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that a plan depends on. The order of the lists does not matter.
 *
 * @param workers the living workers, each once
 * @param leases the leases to be worked on, each once
 */
public record FleetView(ImmutableList<WorkerView> workers, ImmutableList<LeaseView> leases) {
    public FleetView {
        Objects.requireNonNull(workers, "workers");
        Objects.requireNonNull(leases, "leases");
        Set<SessionId> sessions = new TreeSet<>();
        for (WorkerView worker : workers) {
            if (!sessions.add(worker.id())) {
                throw new IllegalArgumentException("worker " + worker.id() + " is in the fleet twice");
            }
        }
        Set<LeaseKey> keys = new TreeSet<>();
        for (LeaseView lease : leases) {
            if (!keys.add(lease.key())) {
                throw new IllegalArgumentException("lease " + lease.key() + " is in the fleet twice");
            }
        }
    }
}
