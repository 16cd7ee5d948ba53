package io.millrace.domain.load;

import com.google.common.collect.ImmutableSortedMap;
import io.millrace.domain.assignment.Move;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerSession;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a leader knows of the load of each lease, and when a lease may move for it. Levels come from the sessions of the
 * owners, so a new leader knows what the one before knew. It only has to be patient:
 *
 * <ul>
 *   <li>a change of levels is planned for when it has stood for {@link #SETTLING}, so that what changes together is planned
 *       for together;
 *   <li>a lease that has moved, for whatever reason, rests for {@link #REST} before it moves for load; if that was for load
 *       again, twice as long as the time before, up to {@link #LONGEST_REST}: whatever the load does, moves for it become
 *       rare;
 *   <li>a new leader lets all leases rest first, because it does not know which have moved.
 * </ul>
 *
 * On one thread only.
 */
public final class LoadBook {
    /** How long a change of levels has to stand before it is planned for. */
    public static final Duration SETTLING = Duration.ofMinutes(2);

    /** How long a lease that has moved stays where it is, as far as load is concerned. */
    public static final Duration REST = Duration.ofMinutes(5);

    /** The longest time for which a lease rests that has moved for load several times. */
    public static final Duration LONGEST_REST = Duration.ofMinutes(80);

    private record Rest(long untilNanos, long nanos) {}

    private final long beganAtNanos;
    private final TreeMap<LeaseKey, Integer> levels = new TreeMap<>();
    private final TreeMap<LeaseKey, Rest> rests = new TreeMap<>();
    /** What the last plan for load was made with. */
    private final TreeMap<SessionId, ImmutableSortedMap<LeaseKey, Integer>> plannedWith = new TreeMap<>();

    private OptionalLong changedAtNanos = OptionalLong.empty();
    private OptionalLong againAtNanos = OptionalLong.empty();

    /** @param nowNanos when the leader began to lead */
    public LoadBook(long nowNanos) {
        this.beganAtNanos = nowNanos;
    }

    /** Whether a plan for load is due; to be asked often. */
    public boolean isPlanDue(Collection<WorkerSession> sessions, long nowNanos) {
        boolean changed = sessions.stream()
                .anyMatch(session -> !session.load()
                        .levels()
                        .equals(plannedWith.getOrDefault(session.id(), ImmutableSortedMap.of())));
        if (!changed) {
            changedAtNanos = OptionalLong.empty();
        } else if (changedAtNanos.isEmpty()) {
            changedAtNanos = OptionalLong.of(nowNanos);
        }
        boolean settled = changedAtNanos.isPresent() && nowNanos - changedAtNanos.getAsLong() >= SETTLING.toNanos();
        boolean again = againAtNanos.isPresent() && nowNanos - againAtNanos.getAsLong() >= 0;
        return nowNanos - beganAtNanos >= REST.toNanos() && (settled || again);
    }

    /**
     * Takes over what the sessions say. Of a lease that several speak of its owner is believed; one of which nobody speaks
     * keeps its level while it rests, because its new owner has yet to measure it.
     *
     * @param owners of the leases that are owned
     */
    public void learn(Collection<WorkerSession> sessions, SortedMap<LeaseKey, SessionId> owners, long nowNanos) {
        TreeMap<LeaseKey, Integer> told = new TreeMap<>();
        for (WorkerSession session : sessions) {
            for (Map.Entry<LeaseKey, Integer> level : session.load().levels().entrySet()) {
                boolean isOwner = session.id().equals(owners.get(level.getKey()));
                if (isOwner) {
                    told.put(level.getKey(), level.getValue());
                } else {
                    told.putIfAbsent(level.getKey(), level.getValue());
                }
            }
        }
        levels.keySet().removeIf(lease -> !told.containsKey(lease) && !isResting(lease, nowNanos));
        levels.putAll(told);
    }

    /** The level of a lease, as of what was learned last. */
    public int level(LeaseKey lease) {
        return levels.getOrDefault(lease, 0);
    }

    /** What a lease weighs in a plan, as of what was learned last. */
    public double weight(LeaseKey lease) {
        return LoadLevels.weight(level(lease));
    }

    /** Whether a lease must not move for load now. */
    public boolean isResting(LeaseKey lease, long nowNanos) {
        Rest rest = rests.get(lease);
        return nowNanos - beganAtNanos < REST.toNanos() || (rest != null && nowNanos - rest.untilNanos < 0);
    }

    /**
     * A plan was made.
     *
     * @param moves of the plan
     * @param forLoad whether leases were free to move for load in it
     * @param unfinished whether more is to be moved than the plan was allowed to
     */
    public void planned(
            Collection<WorkerSession> sessions,
            Collection<Move> moves,
            boolean forLoad,
            boolean unfinished,
            long nowNanos) {
        rests.values().removeIf(rest -> nowNanos - rest.untilNanos >= LONGEST_REST.toNanos());
        moves.forEach(move -> rest(move, nowNanos));
        if (forLoad) {
            plannedWith.clear();
            sessions.forEach(
                    session -> plannedWith.put(session.id(), session.load().levels()));
            changedAtNanos = OptionalLong.empty();
            againAtNanos = unfinished ? OptionalLong.of(nowNanos) : endOfRest(nowNanos);
        } else if (!moves.isEmpty() || againAtNanos.isEmpty()) {
            againAtNanos = endOfRest(nowNanos);
        }
    }

    private void rest(Move move, long nowNanos) {
        @Nullable Rest before = rests.get(move.lease());
        long nanos = REST.toNanos();
        if (move.reason() == Move.Reason.LOAD && before != null) {
            nanos = Math.min(2 * before.nanos, LONGEST_REST.toNanos());
        }
        rests.put(move.lease(), new Rest(nowNanos + nanos, nanos));
    }

    /** When the next lease may move for load that must not now; only where loads differ it matters. */
    private OptionalLong endOfRest(long nowNanos) {
        return levels.isEmpty()
                ? OptionalLong.empty()
                : rests.values().stream()
                        .mapToLong(rest -> rest.untilNanos - nowNanos)
                        .filter(left -> left > 0)
                        .min()
                        .stream()
                        .map(left -> nowNanos + left)
                        .findFirst();
    }
}
