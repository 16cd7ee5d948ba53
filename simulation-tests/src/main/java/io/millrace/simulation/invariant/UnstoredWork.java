package io.millrace.simulation.invariant;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.ConsumerConfig;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What owners have processed and not yet checkpointed: what a failover at this moment would repeat. */
final class UnstoredWork implements Observer {
    /** A worker whose calls failed within this time may still be waiting to try again. */
    private static final Duration AFTERMATH = Duration.ofSeconds(40);

    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final GroundTruth truth;
    private final Map<LeaseKey, Term> terms = new HashMap<>();

    UnstoredWork(GroundTruth truth) {
        this.truth = truth;
    }

    /** The work on a lease under one epoch, if that was the last under which there was any. */
    Optional<Term> term(LeaseKey lease, long epoch) {
        return Optional.ofNullable(terms.get(lease)).filter(term -> term.epoch == epoch);
    }

    Iterable<Term> terms() {
        return terms.values();
    }

    @Override
    public void began(ProcessorCall call) {
        Term term = terms.get(call.run().shard().lease());
        if (term == null || term.epoch < call.run().shard().epoch()) {
            term = new Term(call.run());
            terms.put(call.run().shard().lease(), term);
        }
        if (term.epoch == call.run().shard().epoch()) {
            term.callSinceNanos = truth.nowNanos();
            if (isInOrder(call)) {
                term.handedOver = Math.max(term.handedOver, end(call));
            }
        }
    }

    @Override
    public void returned(ProcessorCall call) {
        Term term = ended(call);
        if (term != null && isInOrder(call)) {
            // what user code has checkpointed itself is stored before its call ends
            if (end(call) > term.stored) {
                term.unstored.addLast(new Done(truth.nowNanos(), end(call)));
            }
            term.done = Math.max(term.done, end(call));
        }
    }

    @Override
    public void threw(ProcessorCall call, Throwable thrown) {
        ended(call);
    }

    /** Where records are processed side by side, S26 says what is stored of it. */
    private boolean isInOrder(ProcessorCall call) {
        return call.isBatch() && truth.fleet().keepsOrderOfShard(call.run().life());
    }

    private @Nullable Term ended(ProcessorCall call) {
        Term term = terms.get(call.run().shard().lease());
        if (term == null || term.epoch != call.run().shard().epoch()) {
            return null;
        }
        term.callSinceNanos = LifeTruth.NEVER;
        if (call.kind().isLast()) {
            // what is left is checkpointed when user code has had its last say, and that may have taken long
            term.farewellEndedNanos = truth.nowNanos();
        }
        return term;
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.leaseAfter().isEmpty()) {
            return;
        }
        Lease now = write.leaseAfter().get();
        Term term = terms.get(now.key());
        if (term == null) {
            return;
        }
        if (now.isEnded()) {
            terms.remove(now.key());
        } else if (now.checkpoint() instanceof Checkpoint.At at) {
            int covered = truth.stream().shard(now.shard()).countUpTo(at.position());
            term.stored = Math.max(term.stored, covered);
            while (!term.unstored.isEmpty() && term.unstored.getFirst().end() <= covered) {
                term.unstored.removeFirst();
            }
        }
    }

    /** A processor that cannot go on takes what it did since the last checkpoint with it. */
    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.ProcessorFailed failed) {
            term(failed.lease(), failed.epoch()).ifPresent(Term::forget);
        }
    }

    private int end(ProcessorCall call) {
        StreamRecord last = call.records().get(call.records().size() - 1);
        return truth.stream().shard(call.shard()).countUpTo(last.position());
    }

    /** The work under one epoch. */
    final class Term {
        private final ProcessorRun run;
        private final long epoch;
        private final Deque<Done> unstored = new ArrayDeque<>();
        private long callSinceNanos = LifeTruth.NEVER;
        private long farewellEndedNanos = LifeTruth.NEVER;
        private int handedOver;
        private int done;
        private int stored;

        private Term(ProcessorRun run) {
            this.run = run;
            this.epoch = run.shard().epoch();
        }

        ProcessorRun run() {
            return run;
        }

        private void forget() {
            unstored.clear();
            done = Math.min(done, stored);
        }

        /** How many records of the shard were handed over, counted from its first, when some were. */
        int handedOver() {
            return handedOver;
        }

        /** How many records were handed over and not processed. */
        int inHand() {
            return Math.max(0, handedOver - Math.max(done, Math.min(handedOver, start())));
        }

        private int start() {
            return run.shard().checkpoint() instanceof Checkpoint.At at
                    ? truth.stream().shard(run.shard().shardId()).countUpTo(at.position())
                    : 0;
        }

        /**
         * When the oldest work was finished that should have been checkpointed at a moment: longer before it than the
         * checkpoint interval and the call that is under way. {@link LifeTruth#NEVER} when there is none, or when the worker
         * was hindered: its calls failed, it stood still, or user code does the checkpoints.
         */
        long overdueSinceNanos(long momentNanos) {
            LifeTruth life = truth.fleet().life(run.life());
            if (unstored.isEmpty() || life.config().checkpointPolicy() instanceof CheckpointPolicy.Manual) {
                return LifeTruth.NEVER;
            }
            long since = unstored.getFirst().atNanos();
            long call = callSinceNanos == LifeTruth.NEVER ? 0 : Math.max(0, momentNanos - callSinceNanos);
            boolean overdue = momentNanos - since - call
                    > FleetTruth.mostNanos(interval(life.config()).plus(SLACK));
            boolean hindered =
                    wasHindered(life, since) || life.isFenced() || momentNanos - farewellEndedNanos < SLACK.toNanos();
            return overdue && !hindered ? since : LifeTruth.NEVER;
        }

        /**
         * When the oldest work was finished that a write did not store although it was sent a moment later;
         * {@link LifeTruth#NEVER} as in {@link #overdueSinceNanos}.
         */
        long leftUnstoredSinceNanos(long sentAtNanos) {
            LifeTruth life = truth.fleet().life(run.life());
            if (unstored.isEmpty() || life.config().checkpointPolicy() instanceof CheckpointPolicy.Manual) {
                return LifeTruth.NEVER;
            }
            long since = unstored.getFirst().atNanos();
            return sentAtNanos - since > MOMENT.toNanos() && !wasHindered(life, since) ? since : LifeTruth.NEVER;
        }
    }

    private boolean wasHindered(LifeTruth life, long sinceNanos) {
        return life.lastFaultNanos() > sinceNanos - AFTERMATH.toNanos()
                || !life.hasRunSince(sinceNanos - AFTERMATH.toNanos(), truth.nowNanos());
    }

    private static Duration interval(ConsumerConfig config) {
        return config.checkpointPolicy() instanceof CheckpointPolicy.Every every ? every.interval() : Duration.ZERO;
    }

    private record Done(long atNanos, int end) {}
}
