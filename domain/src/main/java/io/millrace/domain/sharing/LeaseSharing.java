package io.millrace.domain.sharing;

import java.time.Duration;
import java.util.Objects;

/**
 * The terms on which leases are shared with workers of the Kinesis Client Library (KCL). These know nothing of sessions:
 * to them an owner lives as long as the counter of the very lease advances, so each lease has to be renewed by itself.
 *
 * @param failoverTime how long a lease must stand still before others may take it: KCL's {@code failoverTimeMillis}, the
 *     same for the whole fleet; at least a second
 */
public record LeaseSharing(Duration failoverTime) {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration EARLIER = Duration.ofMillis(25);
    private static final Duration LEADER_LOOK = Duration.ofSeconds(30);

    /** KCL's default: 10 s. */
    public static final LeaseSharing STANDARD = new LeaseSharing(Duration.ofSeconds(10));

    public LeaseSharing {
        Objects.requireNonNull(failoverTime, "failoverTime");
        if (failoverTime.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException(
                    "the failover time of shared leases must be at least " + LEAST + ", not " + failoverTime);
        }
    }

    /** How long after a renewal the next is due: a third of the failover time less 25 ms, as in KCL. */
    public Duration renewalInterval() {
        return failoverTime.dividedBy(3).minus(EARLIER);
    }

    /** How much earlier than others may act an owner stops by itself: a quarter of the failover time. */
    public Duration fenceMargin() {
        return failoverTime.dividedBy(4);
    }

    /** How often the leader looks at the leases: a quarter of the failover time, so that it sees them stand still. */
    public Duration lookInterval() {
        return failoverTime.dividedBy(4);
    }

    /**
     * How long a lease may stay with nobody before it is taken beyond one's share: three failover times, after which KCL
     * 2.x takes it beyond its share too (its priority assignment), and the 30 s in which a worker of KCL 3.x looks once
     * whether it can lead.
     */
    public Duration overdueAfter() {
        return failoverTime.multipliedBy(3).plus(LEADER_LOOK);
    }

    /** The least time between two leases that are taken from living workers: two failover times, a round of KCL's. */
    public Duration stealInterval() {
        return failoverTime.multipliedBy(2);
    }

    /**
     * After a lease had to be taken beyond the share, none is given back for as long to those that were counted then: they do
     * not take leases.
     */
    public Duration keepingTime() {
        return failoverTime.multipliedBy(60);
    }
}
