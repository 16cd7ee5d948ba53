package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * S19. Whether a timer is set cannot be seen from outside, but that it goes off can: something of the shard (a read, a call
 * of user code, a look at its lease) happens within the longest pause there is, which is the backoff of reads, or with
 * enhanced fan-out that of subscriptions behind one that was silent. Exempt are
 * workers that stood still or are fenced, shards whose user code has not returned (that is L9's), shards that the failure
 * policy stopped, and those of a session that is over, which the lease names until another worker has taken it (L2). A call that waits for a thread may wait longer, for the calls before it.
 */
final class NobodyIsStuckSilently extends Invariant {
    private static final Duration SLACK = Duration.ofSeconds(10);
    private static final int FOR_A_THREAD = 6;

    private final GroundTruth truth;
    private final Map<String, Activity> ofLife = new HashMap<>();

    NobodyIsStuckSilently(GroundTruth truth) {
        super(
                "S19",
                "A worker that owns a lease with something left to do does something about it soon.",
                truth.verdict());
        this.truth = truth;
    }

    /** A lease that was just taken may have rested for long. */
    @Override
    public void applied(AppliedWrite write) {
        if (write.isTake()) {
            active(write.writer(), write.leaseAfter().orElseThrow().shard());
        }
    }

    /** A subscription that stays silent is given up late, and answered by nobody. */
    @Override
    public void sent(ServiceCall call) {
        if (call.operation().equals("stream.subscribe")) {
            activeWithParents(call, call.shard().orElseThrow());
        }
    }

    /** Every other call is answered or given up within a short time, so its sending need not be looked at. */
    @Override
    public void answered(ServiceCall call, Object answer) {
        if (call.shard().isPresent()) {
            activeWithParents(call, call.shard().get());
        }
    }

    @Override
    public void pushed(ServiceCall subscription, SubscriptionEvent event) {
        activeWithParents(subscription, subscription.shard().orElseThrow());
    }

    @Override
    public void began(ProcessorCall call) {
        Activity activity = active(call.run().life(), call.shard());
        activity.inCall.add(call.shard());
        activity.waiting.remove(call.shard());
    }

    @Override
    public void returned(ProcessorCall call) {
        active(call.run().life(), call.shard()).inCall.remove(call.shard());
    }

    @Override
    public void threw(ProcessorCall call, Throwable thrown) {
        active(call.run().life(), call.shard()).inCall.remove(call.shard());
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.LeaseTaken taken) {
            Activity activity = active(life, taken.lease().shard());
            activity.stopped.remove(taken.lease().shard());
            activity.lost.remove(taken.lease().shard());
        } else if (event instanceof WorkerEvent.LeaseLost lost) {
            // Whether it is right to say so is asked by S23.
            active(life, lost.lease().shard()).lost.add(lost.lease().shard());
        } else if (event instanceof WorkerEvent.BatchStarted started) {
            active(life, started.lease().shard()).waiting.add(started.lease().shard());
        } else if (event instanceof WorkerEvent.ShardStopped stopped) {
            active(life, stopped.lease().shard()).stopped.add(stopped.lease().shard());
        }
    }

    @Override
    public void ended(String life) {
        ofLife.remove(life);
    }

    @Override
    public void secondPassed() {
        if (!truth.isTimeToLookOverAll()) {
            return;
        }
        long now = truth.nowNanos();
        for (Lease lease : truth.leases().leases()) {
            // nearly every lease is up to date, so its owner need not be looked up
            if (lease.isEnded() || !isOwed(lease)) {
                continue;
            }
            String owner = truth.leases().ownerLife(lease).orElse(null);
            Activity activity = owner == null ? null : ofLife.get(owner);
            if (activity == null || owner == null) {
                continue;
            }
            LifeTruth life = truth.fleet().life(owner);
            Moment seen = activity.last.get(lease.shard());
            long last = seen == null ? life.startedAtNanos() : seen.nanos;
            long bound = boundNanos(life, activity, lease.shard());
            if (now - last > bound && isAnswerable(life, activity, lease, now - bound)) {
                violated(
                        lease.shard(),
                        owner + " owns the lease as " + lease.ownership() + " at " + lease.checkpoint()
                                + " and has done nothing about it since " + Trace.timeText(last));
                return;
            }
        }
    }

    private boolean isOwed(Lease lease) {
        ShardTruth shard = truth.stream().shard(lease.shard());
        return shard.isClosed() || shard.highWater() < shard.size();
    }

    private boolean isAnswerable(LifeTruth life, Activity activity, Lease lease, long sinceNanos) {
        return life.isAttentiveSince(sinceNanos, truth.nowNanos())
                && life.isUnfencedSince(sinceNanos)
                && !activity.inCall.contains(lease.shard())
                && !activity.stopped.contains(lease.shard())
                && !activity.lost.contains(lease.shard())
                && parentsEnded(lease);
    }

    /** A child that was taken over from a lease store edited by hand is nobody's fault. */
    private boolean parentsEnded(Lease lease) {
        return lease.lineageStart()
                || StreamSupport.stream(lease.parents().spliterator(), false)
                        .allMatch(parent -> truth.leases().hasEnded(new LeaseKey(lease.key().stream(), parent)));
    }

    private static long boundNanos(LifeTruth life, Activity activity, ShardId shard) {
        PollingSettings polling = life.config().polling();
        Duration pause = life.config()
                .fanOut()
                .map(FanOutSettings::subscriptions)
                .map(settings -> settings.backoff()
                        .maximum()
                        .plus(settings.takeOverAge())
                        .plus(settings.silence()))
                .orElse(polling.backoff().maximum().plus(polling.idleMaximum()))
                .plus(SLACK);
        boolean mayWait = activity.waiting.contains(shard) || !activity.inCall.isEmpty();
        return FleetTruth.mostNanos(mayWait ? pause.multipliedBy(FOR_A_THREAD) : pause);
    }

    /** Who makes the lease of a child does something about its parents. */
    private void activeWithParents(ServiceCall call, ShardId shard) {
        Moment moment = call.notes().moment;
        if (moment == null) {
            moment = moment(activity(call.life()), shard);
            call.notes().moment = moment;
        }
        moment.nanos = truth.nowNanos();
        for (ShardId parent : moment.parents) {
            moment(activity(call.life()), parent);
        }
    }

    private Activity active(String life, ShardId shard) {
        Activity activity = activity(life);
        moment(activity, shard);
        return activity;
    }

    private Activity activity(String life) {
        Activity activity = ofLife.get(life);
        if (activity == null) {
            activity = new Activity();
            ofLife.put(life, activity);
        }
        return activity;
    }

    /** The last moment of activity about a shard, which is now. */
    private Moment moment(Activity activity, ShardId shard) {
        Moment moment = activity.last.get(shard);
        if (moment == null) {
            moment = new Moment(truth.stream().shard(shard).parents());
            activity.last.put(shard, moment);
        }
        moment.nanos = truth.nowNanos();
        return moment;
    }

    static final class Moment {
        private final ImmutableList<ShardId> parents;
        private long nanos;

        private Moment(ImmutableList<ShardId> parents) {
            this.parents = parents;
        }
    }

    private static final class Activity {
        private final Map<ShardId, Moment> last = new HashMap<>();
        private final Set<ShardId> inCall = new HashSet<>();
        private final Set<ShardId> waiting = new HashSet<>();
        private final Set<ShardId> stopped = new HashSet<>();
        private final Set<ShardId> lost = new HashSet<>();
    }
}
