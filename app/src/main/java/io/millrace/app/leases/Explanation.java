package io.millrace.app.leases;

import com.google.common.collect.ImmutableSortedMap;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import java.util.Optional;

/**
 * Why each lease is where it is, and what would move: found by planning anew, as a leader does, from what the store holds.
 * What a leader knows besides is not in the store: which shards the stream lists, and which leases have moved a short while
 * ago and therefore rest.
 *
 * @param shares what each worker has, by session; workers of KCL's are not in it
 * @param reasons why each lease is where it is
 */
public record Explanation(ImmutableSortedMap<SessionId, Share> shares, ImmutableSortedMap<LeaseKey, Reason> reasons) {
    /**
     * How much a worker has.
     *
     * @param leases how many the last plan gave it, without those that are ended or wait for their parents
     * @param fairLeases its fair share of those by capacity, {@code 5} or {@code 5..6}; {@code 0} when it takes no part
     * @param weight of these leases
     * @param fairWeight its fair share of all weight by capacity
     */
    public record Share(int leases, String fairLeases, double weight, double fairWeight) {}

    /**
     * Why a lease is where it is.
     *
     * @param level of its load, from 0
     * @param weight what it counts for
     * @param movesTo who would get it by a plan made now; empty when it would stay
     * @param why for a person
     */
    public record Reason(int level, double weight, Optional<SessionId> movesTo, String why) {}

    /** Explains what an application keeps in its lease store. */
    public static Explanation of(LeaseReport report) {
        return new Explainer(report).explain();
    }
}
