package io.millrace.app.migrate;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that workers leave behind while they live, as it was at one moment. No clock of anybody's is in it: a worker lives if
 * something of it differs between two moments that are further apart than its signs are.
 *
 * @param all by what it is, such as {@code its lease of shardId-000000000000}
 */
record Signs(ImmutableSortedMap<String, Sign> all) {
    /** How often workers of KCL 3.x say that they live, when they have no lease to renew, and its leader that it leads. */
    private static final Duration KCL_REPORT = Duration.ofSeconds(30);

    private static final String UNKNOWN_WORKER = "a worker without a name";

    /**
     * One of them.
     *
     * @param worker whose it is
     * @param state another text after each sign of life
     * @param silence how long a living worker may leave it as it is
     */
    record Sign(String worker, String state, Duration silence) {}

    /** Collects what is seen at one moment. */
    static final class Builder {
        private final TreeMap<String, Sign> all = new TreeMap<>();

        /** @param failoverTime after which KCL's workers, and Millrace's beside them, take a lease for abandoned */
        Builder leases(Iterable<Versioned<Lease>> leases, Duration failoverTime) {
            for (Versioned<Lease> found : leases) {
                Lease lease = found.entry();
                String worker = lease.ownership().owner().map(Builder::name).orElse(UNKNOWN_WORKER);
                all.put(
                        "its lease of " + lease.shard(),
                        new Sign(worker, found.revision() + " " + lease, failoverTime));
            }
            return this;
        }

        Builder sessions(Iterable<Versioned<WorkerSession>> sessions) {
            for (Versioned<WorkerSession> found : sessions) {
                WorkerSession session = found.entry();
                boolean foreign = session.id().isForeign();
                all.put(
                        foreign ? "its report in KCL's table, " + name(session.id()) : "its session " + session.id(),
                        new Sign(
                                name(session.id()),
                                session.heartbeat() + " " + session.state(),
                                foreign ? KCL_REPORT : session.failoverTime()));
            }
            return this;
        }

        /**
         * @param holder who leads KCL's workers
         * @param version another one after each sign of life
         */
        Builder leader(String holder, String version) {
            all.put("its lock as KCL's leader", new Sign(holder, version, KCL_REPORT));
            return this;
        }

        Signs build() {
            return new Signs(ImmutableSortedMap.copyOf(all));
        }

        private static String name(SessionId owner) {
            return owner.isForeign() ? owner.value().substring(SessionId.FOREIGN_PREFIX.length()) : owner.value();
        }
    }

    /** How long to watch at least, so that each living worker shows: the longest silence and a quarter. */
    Duration watchTime() {
        return all.values().stream()
                .map(Sign::silence)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO)
                .multipliedBy(5)
                .dividedBy(4);
    }

    /** Who lives by what is different later: what each of them did, by worker. */
    ImmutableSortedMap<String, ImmutableSortedSet<String>> livingBy(Signs later) {
        TreeMap<String, TreeSet<String>> living = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>(all.keySet());
        names.addAll(later.all.keySet());
        for (String name : names) {
            Optional<Sign> before = Optional.ofNullable(all.get(name));
            Optional<Sign> after = Optional.ofNullable(later.all.get(name));
            if (!before.map(Sign::state).equals(after.map(Sign::state))) {
                String worker = after.map(Sign::worker)
                        .filter(owner -> !owner.equals(UNKNOWN_WORKER))
                        .or(() -> before.map(Sign::worker))
                        .orElse(UNKNOWN_WORKER);
                living.computeIfAbsent(worker, none -> new TreeSet<>()).add(name);
            }
        }
        ImmutableSortedMap.Builder<String, ImmutableSortedSet<String>> result = ImmutableSortedMap.naturalOrder();
        living.forEach((worker, moved) -> result.put(worker, ImmutableSortedSet.copyOf(moved)));
        return result.build();
    }
}
