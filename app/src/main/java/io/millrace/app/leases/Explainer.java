package io.millrace.app.leases;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.assignment.AssignmentPlanner;
import io.millrace.domain.assignment.FleetView;
import io.millrace.domain.assignment.LeaseView;
import io.millrace.domain.assignment.Move;
import io.millrace.domain.assignment.PlanningSettings;
import io.millrace.domain.assignment.WorkerView;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.load.LoadBook;
import io.millrace.domain.resharding.Readiness;
import io.millrace.domain.stream.ShardGraph;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes an {@link Explanation}. */
final class Explainer {
    private static final ShardGraph NOTHING_LISTED = ShardGraph.of(ImmutableList.of());
    private static final double ROUNDING = 1e-9;

    private final PlanningSettings settings = PlanningSettings.defaults();
    private final LoadBook loads = new LoadBook(0);
    private final TreeMap<SessionId, WorkerSession> sessions = new TreeMap<>();
    private final TreeMap<LeaseKey, Lease> leases = new TreeMap<>();
    private final TreeMap<LeaseKey, SessionId> planned = new TreeMap<>();
    /** What is to be worked on; every other lease is ended, waits, or is a worker's of KCL's. */
    private final TreeMap<LeaseKey, LeaseView> views = new TreeMap<>();

    private final TreeMap<LeaseKey, Move> moves = new TreeMap<>();
    private final TreeMap<SessionId, Explanation.Share> shares = new TreeMap<>();

    Explainer(LeaseReport report) {
        report.sessions().stream()
                .filter(session -> session.state() != WorkerSession.State.FOREIGN)
                .forEach(session -> sessions.put(session.id(), session));
        report.leases().forEach(lease -> leases.put(lease.key(), lease));
        report.assignments().stream()
                .filter(assignment -> sessions.containsKey(assignment.session()))
                .forEach(assignment -> assignment.leases().forEach(key -> planned.put(key, assignment.session())));
        TreeMap<LeaseKey, SessionId> owners = new TreeMap<>();
        leases.forEach((key, lease) -> lease.ownership().owner().ifPresent(owner -> owners.put(key, owner)));
        loads.learn(sessions.values(), owners, 0);
    }

    Explanation explain() {
        leases.values().stream()
                .filter(lease -> !lease.isEnded()
                        && !lease.ownership().isForeign()
                        && verdict(lease).isReady())
                .forEach(lease -> views.put(
                        lease.key(), new LeaseView(lease.key(), plannedOwner(lease), loads.weight(lease.key()))));
        ImmutableList<WorkerView> workers = sessions.values().stream()
                .map(session -> new WorkerView(session.id(), session.capacity(), isActive(session), session.streams()))
                .collect(ImmutableList.toImmutableList());
        AssignmentPlanner.plan(new FleetView(workers, ImmutableList.copyOf(views.values())), settings)
                .moves()
                .forEach(move -> moves.put(move.lease(), move));
        sessions.values().forEach(session -> shares.put(session.id(), share(session)));
        return new Explanation(
                ImmutableSortedMap.copyOf(shares),
                leases.values().stream()
                        .collect(ImmutableSortedMap.toImmutableSortedMap(
                                LeaseKey::compareTo, Lease::key, this::reason)));
    }

    /** As the leader counts: whom the last plan gave it to, or else who owns it. */
    private Optional<SessionId> plannedOwner(Lease lease) {
        return Optional.ofNullable(planned.get(lease.key()))
                .or(() -> lease.ownership().owner().filter(sessions::containsKey));
    }

    private Readiness.Verdict verdict(Lease lease) {
        return Readiness.of(lease, leases, NOTHING_LISTED, ImmutableSortedSet.of());
    }

    private static boolean isActive(WorkerSession session) {
        return session.state() == WorkerSession.State.ACTIVE;
    }

    private Explanation.Share share(WorkerSession session) {
        List<LeaseView> own = viewsOf(session.id());
        double capacity = sessions.values().stream()
                .filter(Explainer::isActive)
                .mapToDouble(WorkerSession::capacity)
                .sum();
        double part = isActive(session) ? session.capacity() / capacity : 0;
        double fair = part * views.size();
        int floor = (int) Math.floor(fair + ROUNDING);
        int ceiling = (int) Math.ceil(fair - ROUNDING);
        return new Explanation.Share(
                own.size(),
                floor == ceiling ? Integer.toString(floor) : floor + ".." + ceiling,
                weight(own),
                part * weight(ImmutableList.copyOf(views.values())));
    }

    private List<LeaseView> viewsOf(SessionId session) {
        return views.values().stream()
                .filter(view -> view.owner().filter(session::equals).isPresent())
                .toList();
    }

    private static double weight(List<LeaseView> some) {
        return some.stream().mapToDouble(LeaseView::weight).sum();
    }

    private Explanation.Reason reason(Lease lease) {
        @Nullable Move move = moves.get(lease.key());
        return new Explanation.Reason(
                loads.level(lease.key()),
                loads.weight(lease.key()),
                Optional.ofNullable(move).map(Move::to),
                move == null ? whyItStays(lease) : whyItMoves(move));
    }

    private static String whyItMoves(Move move) {
        return switch (move.reason()) {
            case UNOWNED, OWNER_LEAVING -> "goes to " + move.to() + ": " + move.explanation();
            case BALANCE -> "moves to " + move.to() + ": " + move.explanation();
            case LOAD -> "moves to " + move.to() + " once it has stayed here for a while: " + move.explanation();
        };
    }

    private String whyItStays(Lease lease) {
        Optional<SessionId> owner = lease.ownership().owner();
        if (lease.isEnded()) {
            return "processed to its end; the lease goes when its children have begun";
        } else if (lease.ownership().isForeign()) {
            return "a worker of KCL's has it";
        } else if (verdict(lease) instanceof Readiness.Verdict.Waiting waiting) {
            return "waits: " + waiting.why();
        }
        Optional<SessionId> to = plannedOwner(lease);
        String stream = lease.key().stream();
        if (!sessions.isEmpty() && sessions.values().stream().noneMatch(session -> session.serves(stream))) {
            return "waits: no worker has the stream " + stream + " any more";
        } else if (to.isEmpty()) {
            return "nobody has it, because no worker takes part";
        } else if (!owner.equals(to)) {
            return owner.filter(sessions::containsKey)
                    .map(from -> "on its way from " + from + ", which finishes what it has in hand, to " + to.get())
                    .orElse("given to " + to.get() + ", which is about to take it");
        }
        return "stays: " + inBalance(to.get()) + beside(lease, to.get());
    }

    private String inBalance(SessionId session) {
        Explanation.Share share = Objects.requireNonNull(shares.get(session));
        String count = session + " has " + share.leases() + " of " + views.size() + " leases, fair share "
                + share.fairLeases();
        if (views.values().stream().mapToDouble(LeaseView::weight).distinct().count() < 2) {
            return count;
        }
        double off = share.weight() - share.fairWeight();
        boolean isNear =
                Math.abs(off) <= settings.leastImbalance() || Math.abs(off) <= settings.deadBand() * share.fairWeight();
        return count
                + String.format(
                        Locale.ROOT,
                        ", and carries %.1f, fair share %.1f; %s",
                        share.weight(),
                        share.fairWeight(),
                        isNear ? "that is near enough" : "within these counts no move brings it nearer");
    }

    /** What else that has a load is with it. */
    private String beside(Lease lease, SessionId session) {
        if (loads.level(lease.key()) == 0) {
            return "";
        }
        String others = viewsOf(session).stream()
                .map(LeaseView::key)
                .filter(key -> !key.equals(lease.key()) && loads.level(key) > 0)
                .map(key -> key + " (level " + loads.level(key) + ")")
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? "; beside it is no other busy shard" : "; beside it are busy " + others;
    }
}
