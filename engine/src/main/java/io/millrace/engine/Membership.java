package io.millrace.engine;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.consumer.ReadHealth;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.engine.consumption.MemoryBudget;
import io.millrace.engine.consumption.ShardBeginning;
import io.millrace.engine.consumption.ShardOwner;
import io.millrace.engine.consumption.ShardServices;
import io.millrace.engine.consumption.ShardWorker;
import io.millrace.engine.coordination.AssignmentFollower;
import io.millrace.engine.coordination.AssignmentWriter;
import io.millrace.engine.coordination.FenceGate;
import io.millrace.engine.coordination.FleetLeader;
import io.millrace.engine.coordination.LeadershipKeeper;
import io.millrace.engine.coordination.LeaseRenewal;
import io.millrace.engine.coordination.LeaseWriter;
import io.millrace.engine.coordination.ServedStream;
import io.millrace.engine.coordination.ServedStreams;
import io.millrace.engine.coordination.SessionKeeper;
import io.millrace.engine.coordination.StoreClient;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.DeadLetterSink;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One session of a worker and everything that lives and dies with it: its part in the leadership, its assignment, its
 * leases. A worker whose session was declared dead drops the membership and begins another. On the loop only.
 */
final class Membership {
    /** What the worker does about it. */
    interface Owner {
        void joined();

        /** The session was declared dead; this membership is over. */
        void lost();

        void streamGone(String stream);

        /** This worker holds a lease no longer. */
        void letGo(LeaseKey key);
    }

    /** Longer than the longest pause between two reads that fail: several have failed by then. */
    private static final Duration UNREADABLE_AFTER = Duration.ofSeconds(15);

    private static final Duration LAST_PLAN = Duration.ofSeconds(3);

    private final WorkerContext context;
    private final StoreClient store;
    private final MemoryBudget budget;
    private final DeadLetterSink deadLetters;
    private final ServedStreams streams;
    private final TreeMap<LeaseKey, ShardWorker> shards;
    private final Owner owner;
    private final FenceGate gate = new FenceGate();
    private final SessionKeeper session;
    private final LeadershipKeeper leadership;
    private final AssignmentFollower follower;
    private final ReadHealth readHealth = new ReadHealth(UNREADABLE_AFTER);
    private final Duties duties = new Duties();
    private @Nullable FleetLeader leader;
    private @Nullable Runnable afterLeaving;
    private boolean leaving;
    private boolean over;
    private boolean lastPlanWritten;

    Membership(
            WorkerContext context,
            StoreClient store,
            MemoryBudget budget,
            DeadLetterSink deadLetters,
            ServedStreams streams,
            TreeMap<LeaseKey, ShardWorker> shards,
            Owner owner) {
        this.context = context;
        this.store = store;
        this.budget = budget;
        this.deadLetters = deadLetters;
        this.streams = streams;
        this.shards = shards;
        this.owner = owner;
        this.session = new SessionKeeper(context, store, gate, streams, duties);
        this.leadership = new LeadershipKeeper(context, store, session, duties);
        this.follower = new AssignmentFollower(context, store, session, duties);
    }

    void start() {
        session.start();
    }

    /** A stream was added to those that this worker works on. */
    void streamAdded(ServedStream added) {
        if (over || leaving || !session.isAlive()) {
            return;
        }
        session.announceChange();
        FleetLeader leading = leader;
        if (leading != null) {
            leading.streamAdded(added);
        }
        follower.streamsChanged();
    }

    /**
     * A stream is no longer among those that this worker works on: its shards are given up in order, for others.
     *
     * @param reason a word or two for the log
     */
    void streamRemoved(String removed, String reason) {
        if (!over && !leaving && session.isAlive()) {
            session.announceChange();
            FleetLeader leading = leader;
            if (leading != null) {
                leading.streamRemoved(removed);
            }
        }
        ImmutableList.copyOf(LeaseKey.ofStream(shards, removed).values()).forEach(shard -> shard.giveUp(reason));
        follower.streamsChanged();
    }

    /** Gives everything up in order and deletes the session. */
    void leave(Runnable then) {
        leaving = true;
        afterLeaving = then;
        if (over) {
            then.run();
            return;
        }
        follower.stop();
        session.announceLeaving();
        FleetLeader leading = leader;
        if (leading != null) {
            leading.planToLeave(this::planWritten);
            context.after(LAST_PLAN, this::planWritten);
        } else {
            lastPlanWritten = true;
        }
        ImmutableList.copyOf(shards.values()).forEach(shard -> shard.giveUp("shutdown"));
        leaveWhenEmpty();
    }

    private void planWritten() {
        lastPlanWritten = true;
        leaveWhenEmpty();
    }

    private void leaveWhenEmpty() {
        Runnable then = afterLeaving;
        if (!leaving
                || over
                || !lastPlanWritten
                || then == null
                || shards.values().stream().anyMatch(ShardWorker::holdsLease)) {
            return;
        }
        boolean callsRunning = shards.values().stream().anyMatch(shard -> !shard.isAbandoned());
        if (callsRunning) {
            return;
        }
        over = true;
        leadership.resign(() -> session.delete(then));
    }

    private void end() {
        over = true;
        follower.stop();
        leadership.stop("the session is lost");
        ImmutableList.copyOf(shards.values()).forEach(shard -> shard.lost("the session is lost"));
    }

    /** What the parts of the membership tell one another. */
    private final class Duties
            implements SessionKeeper.Owner,
                    LeadershipKeeper.Owner,
                    FleetLeader.Owner,
                    AssignmentFollower.Owner,
                    ShardOwner {
        @Override
        public void sessionStarted() {
            if (leaving) {
                leaveWhenEmpty();
                return;
            }
            owner.joined();
            leadership.start();
            follower.start();
        }

        @Override
        public void fenced() {
            // The gate is shut by time alone; nothing starts until it opens again.
        }

        @Override
        public void unfenced() {
            ImmutableList.copyOf(shards.values()).forEach(ShardWorker::unfenced);
            follower.takeMissing();
        }

        @Override
        public void sessionLost() {
            end();
            owner.lost();
        }

        @Override
        public void leadershipTaken(long epoch) {
            AssignmentWriter assignments = new AssignmentWriter(
                    context, store, session.id(), epoch, this::ownAssignment, leadership::superseded);
            FleetLeader leading = new FleetLeader(context, store, session, streams, assignments, this);
            leader = leading;
            leading.start();
        }

        private void ownAssignment(Assignment assignment) {
            follower.followOwnPlan(assignment);
        }

        @Override
        public void leadershipLost() {
            FleetLeader leading = leader;
            leader = null;
            if (leading != null) {
                leading.stop();
            }
            if (leaving) {
                planWritten();
            }
        }

        @Override
        public boolean isOccupied(LeaseKey key) {
            return shards.containsKey(key);
        }

        @Override
        public boolean serves(String stream) {
            return streams.serves(stream);
        }

        @Override
        public ImmutableList<LeaseKey> held() {
            return shards.values().stream()
                    .filter(ShardWorker::isKept)
                    .map(ShardWorker::key)
                    .collect(ImmutableList.toImmutableList());
        }

        @Override
        public void taken(Versioned<Lease> lease) {
            if (over) {
                return;
            }
            FenceGate own = store.sharing().isPresent() ? FenceGate.behind(gate) : gate;
            LeaseWriter writer = new LeaseWriter(context, store, session.id(), lease, own);
            beginAnew(ShardBeginning.first(writer, served(writer).setup().polling()));
            store.sharing().ifPresent(terms -> new LeaseRenewal(context, writer, terms, renewed(writer)).start());
        }

        private LeaseRenewal.Owner renewed(LeaseWriter writer) {
            LeaseKey key = writer.lease().key();
            return new LeaseRenewal.Owner() {
                @Override
                public boolean isWanted() {
                    ShardWorker shard = shards.get(key);
                    return !over && shard != null && shard.holdsLease();
                }

                @Override
                public void lost() {
                    Optional.ofNullable(shards.get(key))
                            .ifPresent(shard -> shard.lost("others have taken it, or removed it"));
                }

                @Override
                public void proven() {
                    Optional.ofNullable(shards.get(key)).ifPresent(ShardWorker::unfenced);
                }
            };
        }

        @Override
        public void beginAnew(ShardBeginning beginning) {
            LeaseWriter writer = beginning.writer();
            ServedStream stream = served(writer);
            ShardServices services =
                    new ShardServices(context, store, writer.gate(), budget, readHealth, deadLetters, stream);
            ShardWorker shard = new ShardWorker(services, beginning, this);
            shards.put(shard.key(), shard);
            if (leaving) {
                shard.giveUp("shutdown");
            } else if (!streams.serves(stream.name())) {
                shard.giveUp("stream removed");
            } else {
                shard.start();
            }
        }

        /** Only leases of streams that it serves are taken, even if an answer is late. */
        private ServedStream served(LeaseWriter writer) {
            return streams.everServed(writer.lease().key().stream()).orElseThrow();
        }

        @Override
        public void giveUp(LeaseKey key) {
            ShardWorker shard = shards.get(key);
            if (shard != null) {
                shard.giveUp("hand-off");
            }
        }

        @Override
        public void leaderNamed(SessionId named, long epoch) {
            leadership.hint(named, epoch);
        }

        @Override
        public void letGo(LeaseKey key) {
            owner.letGo(key);
            leaveWhenEmpty();
        }

        @Override
        public void closed(LeaseKey key) {
            shards.remove(key);
            if (leaving) {
                leaveWhenEmpty();
            } else if (!over) {
                follower.takeMissing();
            }
        }

        @Override
        public void leasesChanged() {
            session.announceChange();
            FleetLeader leading = leader;
            if (leading != null) {
                leading.ownChange();
            }
        }

        @Override
        public void streamGone(String stream) {
            owner.streamGone(stream);
        }

        @Override
        public void giveWay() {
            leadership.giveWay();
        }
    }
}
