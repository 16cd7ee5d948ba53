package io.millrace.simulation;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.invariant.ProcessorCall;
import io.millrace.simulation.invariant.ProcessorRun;
import io.millrace.simulation.trace.Happening;
import io.millrace.simulation.trace.Trace;
import org.jspecify.annotations.Nullable;

/** Writes into the trace what user code and workers do; the calls to store and stream are written by their links. */
final class TracingObserver implements Observer {
    private final Trace trace;

    TracingObserver(Trace trace) {
        this.trace = trace;
    }

    @Override
    public void began(ProcessorCall call) {
        add(new Began(call));
    }

    @Override
    public void returned(ProcessorCall call) {
        add(new Returned(call));
    }

    @Override
    public void threw(ProcessorCall call, Throwable thrown) {
        trace.add(call.run().life(), call.shard(), subject(call) + call.kind() + " threw " + thrown);
    }

    @Override
    public void confirmed(ProcessorRun run, Checkpoint checkpoint) {
        trace.add(run.life(), run.shard().shardId(), "user code is told that " + checkpoint + " is stored");
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (isTracedAlready(event)) {
            return;
        }
        if (event instanceof WorkerEvent.CheckpointStored stored) {
            trace.add(life, stored.lease().shard(), new Stored(stored));
            return;
        }
        // the stack of a hung call is the one text that differs from run to run
        String text = event instanceof WorkerEvent.ProcessorHung hung
                ? "ProcessorHung[" + hung.lease() + ", " + hung.call() + ", " + hung.since() + "]"
                : event.toString();
        trace.add(life, shardOf(event), text);
    }

    @Override
    public void ended(String life) {
        trace.add(life, null, "its process ends");
    }

    /** Calls are traced by their links, batches by the processor that gets them. */
    private static boolean isTracedAlready(WorkerEvent event) {
        return event instanceof WorkerEvent.CallEnded
                || event instanceof WorkerEvent.Fetched
                || event instanceof WorkerEvent.BatchStarted
                || event instanceof WorkerEvent.BatchDone;
    }

    private void add(CallHappening happening) {
        ProcessorCall call = happening.call();
        trace.add(call.run().life(), call.shard(), happening);
    }

    private static String subject(ProcessorCall call) {
        return call.shard() + "#" + call.run().shard().epoch() + " ";
    }

    private interface CallHappening extends Happening {
        ProcessorCall call();
    }

    private record Began(ProcessorCall call) implements CallHappening {
        @Override
        public long digest() {
            long digest = Trace.mix(call.kind().ordinal(), call.run().shard().epoch());
            return call.isBatch()
                    ? Trace.mix(Trace.mix(digest, call.records().size()), firstRecord())
                    : Trace.mix(digest, call.attempt());
        }

        private long firstRecord() {
            return Trace.mix(digestOf(call.records().get(0).position()), call.attempt());
        }

        @Override
        public String toString() {
            return subject(call) + call;
        }
    }

    private record Returned(ProcessorCall call) implements CallHappening {
        @Override
        public long digest() {
            return Trace.mix(-1 - call.kind().ordinal(), call.run().shard().epoch());
        }

        @Override
        public String toString() {
            return subject(call) + call.kind() + " returned";
        }
    }

    private record Stored(WorkerEvent.CheckpointStored event) implements Happening {
        @Override
        public long digest() {
            long digest = Trace.mix("stored".hashCode(), event.epoch());
            return event.checkpoint() instanceof Checkpoint.At at
                    ? Trace.mix(digest, digestOf(at.position()))
                    : Trace.mix(digest, Trace.digestOf(event.checkpoint().toString()));
        }

        @Override
        public String toString() {
            return event.toString();
        }
    }

    private static long digestOf(RecordPosition position) {
        return Trace.mix(position.sequenceNumber().value().hashCode(), position.subSequenceNumber());
    }

    private static @Nullable ShardId shardOf(WorkerEvent event) {
        LeaseKey lease = leaseOf(event);
        return lease == null ? null : lease.shard();
    }

    private static @Nullable LeaseKey leaseOf(WorkerEvent event) {
        if (event instanceof WorkerEvent.LeaseCreated created) {
            return created.lease();
        } else if (event instanceof WorkerEvent.LeaseDeleted deleted) {
            return deleted.lease();
        } else if (event instanceof WorkerEvent.LeaseTaken taken) {
            return taken.lease();
        } else if (event instanceof WorkerEvent.LeaseReleased released) {
            return released.lease();
        } else if (event instanceof WorkerEvent.LeaseLost lost) {
            return lost.lease();
        } else if (event instanceof WorkerEvent.BatchFailed failed) {
            return failed.lease();
        } else if (event instanceof WorkerEvent.ProcessorFailed begun) {
            return begun.lease();
        } else if (event instanceof WorkerEvent.ProcessorHung hung) {
            return hung.lease();
        } else if (event instanceof WorkerEvent.DeadLettered parked) {
            return parked.lease();
        } else if (event instanceof WorkerEvent.CheckpointStored stored) {
            return stored.lease();
        } else if (event instanceof WorkerEvent.CheckpointRefused refused) {
            return refused.lease();
        } else if (event instanceof WorkerEvent.RetentionGap gap) {
            return gap.lease();
        } else if (event instanceof WorkerEvent.ShardFinished finished) {
            return finished.lease();
        }
        return event instanceof WorkerEvent.ShardStopped stopped ? stopped.lease() : null;
    }
}
