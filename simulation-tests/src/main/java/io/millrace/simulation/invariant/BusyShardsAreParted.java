package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.assignment.AssignmentPlanner;
import io.millrace.domain.assignment.FleetView;
import io.millrace.domain.assignment.LeaseView;
import io.millrace.domain.assignment.Move;
import io.millrace.domain.assignment.PlanningSettings;
import io.millrace.domain.assignment.WorkerView;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.load.LoadBook;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * L14. Judged by the loads that the workers themselves have told, as they stand in the store: whoever could be helped by a
 * move for long is helped. Claims nothing of a fleet that was disturbed lately, nor of one in which a lease has moved for
 * load more than once, because such a lease rests for longer.
 */
final class BusyShardsAreParted extends Invariant {
    private static final Duration AT_REST = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    private final GroundTruth truth;
    private final TreeSet<LeaseKey> moved = new TreeSet<>();
    private boolean movedTwice;
    private long lookedAtNanos;
    private long unevenSinceNanos = -1;

    BusyShardsAreParted(GroundTruth truth) {
        super("L14", "A busy shard is not left beside another when a move would even that out.", truth.verdict());
        this.truth = truth;
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.Planned plan) {
            movedTwice |= plan.forLoad().stream().anyMatch(moved::contains);
            moved.addAll(plan.forLoad());
        }
    }

    @Override
    public void secondPassed() {
        long now = truth.nowNanos();
        if (movedTwice || now - lookedAtNanos < LOOK_EVERY.toNanos()) {
            return;
        }
        lookedAtNanos = now;
        if (now - truth.fleet().disturbedAtNanos() < AT_REST.toNanos() || !isUneven()) {
            unevenSinceNanos = -1;
        } else if (unevenSinceNanos < 0) {
            unevenSinceNanos = now;
        } else if (now - unevenSinceNanos >= PATIENCE.toNanos()) {
            violated(null, "for " + PATIENCE + " moves would have helped that were not made: " + moves());
            unevenSinceNanos = -1;
        }
    }

    private boolean isUneven() {
        return !moves().isEmpty();
    }

    private ImmutableList<Move> moves() {
        TreeMap<SessionId, WorkerSession> sessions = new TreeMap<>();
        for (Versioned<?> entry : truth.leases().entries(EntryKind.SESSION)) {
            WorkerSession session = (WorkerSession) entry.entry();
            sessions.put(session.id(), session);
        }
        if (sessions.values().stream()
                .allMatch(session -> session.load().levels().isEmpty())) {
            return ImmutableList.of();
        }
        TreeMap<LeaseKey, SessionId> owners = new TreeMap<>();
        Collection<Lease> leases = truth.leases().leases();
        leases.stream()
                .filter(lease -> !lease.isEnded())
                .forEach(lease -> lease.ownership()
                        .owner()
                        .filter(sessions::containsKey)
                        .ifPresent(owner -> owners.put(lease.key(), owner)));
        LoadBook loads = new LoadBook(0);
        loads.learn(sessions.values(), owners, LoadBook.REST.toNanos());
        FleetView fleet = new FleetView(
                sessions.values().stream()
                        .map(session -> new WorkerView(
                                session.id(),
                                session.capacity(),
                                session.state() == WorkerSession.State.ACTIVE,
                                session.streams()))
                        .collect(ImmutableList.toImmutableList()),
                owners.entrySet().stream()
                        .map(owned -> new LeaseView(
                                owned.getKey(), Optional.of(owned.getValue()), loads.weight(owned.getKey())))
                        .collect(ImmutableList.toImmutableList()));
        return AssignmentPlanner.plan(fleet, PlanningSettings.defaults()).moves().stream()
                .filter(move -> move.reason() == Move.Reason.LOAD)
                .collect(ImmutableList.toImmutableList());
    }
}
