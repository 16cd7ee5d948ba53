package io.millrace.simulation.invariant;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.ports.telemetry.WorkerEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * S17, the memory. Before a read a worker sets aside what it expects, and the answer may be larger: so what it holds may
 * exceed the budget by the last answer with records of each shard, and by no more.
 */
final class MemoryBudgetIsKept extends Invariant {
    private final GroundTruth truth;
    private final Map<String, Held> ofLife = new HashMap<>();

    MemoryBudgetIsKept(GroundTruth truth) {
        super(
                "S17",
                "The records that a worker has read and not processed fit into its memory budget, but for the last answers.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.Fetched fetched) {
            if (fetched.records() == 0) {
                return;
            }
            Held held = ofLife.computeIfAbsent(
                    life, name -> new Held(truth.fleet().life(name).config().memoryBudgetBytes()));
            held.fetched(fetched.lease(), fetched.bytes());
            if (held.bytes > held.budget + held.lastBytes) {
                violated(
                        fetched.lease().shard(),
                        life + " holds " + held.bytes + " bytes, of which " + held.lastBytes
                                + " came last, with a budget of " + held.budget);
            }
        } else if (event instanceof WorkerEvent.AggregatesTakenApart apart) {
            done(life, apart.lease(), -apart.moreBytes());
        } else if (event instanceof WorkerEvent.BatchDone done) {
            done(life, done.lease(), done.bytes());
        } else if (event instanceof WorkerEvent.DeadLettered parked) {
            done(life, parked.lease(), parked.record().sizeBytes());
        } else if (event instanceof WorkerEvent.LeaseReleased released) {
            forget(life, released.lease());
        } else if (event instanceof WorkerEvent.LeaseLost lost) {
            forget(life, lost.lease());
        } else if (event instanceof WorkerEvent.ShardFinished finished) {
            forget(life, finished.lease());
        } else if (event instanceof WorkerEvent.ShardStopped stopped) {
            forget(life, stopped.lease());
        }
    }

    @Override
    public void ended(String life) {
        ofLife.remove(life);
    }

    private void done(String life, LeaseKey lease, long bytes) {
        Held held = ofLife.get(life);
        if (held != null) {
            held.done(lease, bytes);
        }
    }

    private void forget(String life, LeaseKey lease) {
        Held held = ofLife.get(life);
        if (held != null) {
            held.forget(lease);
        }
    }

    private static final class Held {
        private final Map<LeaseKey, long[]> ofLease = new HashMap<>();
        private final long budget;
        private long bytes;
        private long lastBytes;

        private Held(long budget) {
            this.budget = budget;
        }

        void fetched(LeaseKey lease, long more) {
            long[] heldAndLast = ofLease.computeIfAbsent(lease, key -> new long[2]);
            bytes += more;
            lastBytes += more - heldAndLast[1];
            heldAndLast[0] += more;
            heldAndLast[1] = more;
        }

        void done(LeaseKey lease, long less) {
            long[] heldAndLast = ofLease.get(lease);
            if (heldAndLast != null) {
                heldAndLast[0] -= less;
                bytes -= less;
            }
        }

        void forget(LeaseKey lease) {
            long[] heldAndLast = ofLease.remove(lease);
            if (heldAndLast != null) {
                bytes -= heldAndLast[0];
                lastBytes -= heldAndLast[1];
            }
        }
    }
}
