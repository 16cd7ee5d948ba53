package io.millrace.app.leases;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.ports.store.CorruptEntry;
import io.millrace.ports.store.LeaseStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads all that an application keeps in its lease store. Writes nothing. Used by one thread. */
public final class LeaseReader {
    private final LeaseStore store;
    private final StoreCalls calls;
    private final List<CorruptEntry> corrupt = new ArrayList<>();

    public LeaseReader(LeaseStore store) {
        this.store = store;
        this.calls = new StoreCalls(store);
    }

    /**
     * @throws IOException when the store refuses or does not answer, with what to do about it
     */
    public LeaseReport read() throws IOException, InterruptedException {
        calls.open();
        ImmutableList<StreamBinding> streams = list(EntryKind.STREAM_BINDING, StreamBinding.class);
        Optional<SessionId> leader = list(EntryKind.LEADERSHIP, Leadership.class).stream()
                .flatMap(leadership -> leadership.ownership().owner().stream())
                .findFirst();
        ImmutableList<Lease> leases =
                ImmutableList.sortedCopyOf(Comparator.comparing(Lease::key), list(EntryKind.LEASE, Lease.class));
        ImmutableList<WorkerSession> sessions = ImmutableList.sortedCopyOf(
                Comparator.comparing(WorkerSession::id), list(EntryKind.SESSION, WorkerSession.class));
        ImmutableList<Assignment> assignments = ImmutableList.sortedCopyOf(
                Comparator.comparing(Assignment::session), list(EntryKind.ASSIGNMENT, Assignment.class));
        return new LeaseReport(
                store.application(), streams, leader, sessions, leases, assignments, ImmutableList.copyOf(corrupt));
    }

    private <E extends Entry> ImmutableList<E> list(EntryKind kind, Class<E> type)
            throws IOException, InterruptedException {
        StoreCalls.Listed<E> listed = calls.list(kind, type);
        corrupt.addAll(listed.corrupt());
        return listed.entries().stream().map(Versioned::entry).collect(ImmutableList.toImmutableList());
    }
}
