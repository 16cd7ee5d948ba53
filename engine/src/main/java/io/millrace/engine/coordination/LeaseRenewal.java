package io.millrace.engine.coordination;

import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.session.SessionProof;
import io.millrace.domain.sharing.LeaseSharing;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;

/**
 * Renews one lease that is shared with workers of KCL's, which take it once its counter stands still for the failover time.
 * Every write to the lease counts as a renewal. While none succeeds in time, no record of the lease is delivered. On the
 * loop only.
 *
 * <pre>
 * gate shut --renewed--> gate open, until (sent + failover time - margin) --renewed--> ...
 * </pre>
 */
public final class LeaseRenewal {
    /** Whose lease it is. */
    public interface Owner {
        /** Whether the lease is still to be renewed. */
        boolean isWanted();

        /** It belongs to somebody else, or is gone. */
        void lost();

        /** Records may be delivered, after they could not. */
        void proven();
    }

    private static final Backoff RETRY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    private final WorkerContext context;
    private final LeaseWriter writer;
    private final LeaseSharing terms;
    private final Owner owner;
    private final SessionProof proof;
    private long lastSentAtNanos;
    private int failures;
    private boolean told;

    public LeaseRenewal(WorkerContext context, LeaseWriter writer, LeaseSharing terms, Owner owner) {
        this.context = context;
        this.writer = writer;
        this.terms = terms;
        this.owner = owner;
        this.proof = new SessionProof(terms.failoverTime(), terms.fenceMargin());
    }

    /** Renews at once, because it is not known exactly when the lease was taken. */
    public void start() {
        writer.whenStored(this::stored);
        renew();
    }

    private void stored(long sentAtNanos) {
        boolean wasOpen = writer.gate().isOpenAt(context.now());
        lastSentAtNanos = sentAtNanos;
        proof.proven(sentAtNanos);
        writer.gate().openUntil(proof.usableUntilNanos());
        if (!wasOpen && owner.isWanted()) {
            told = false;
            owner.proven();
        }
    }

    private void renew() {
        if (!owner.isWanted() || !writer.isHeld()) {
            writer.gate().shut();
            return;
        }
        writer.renew(result -> {
            if (result == LeaseWriter.Result.STORED) {
                failures = 0;
                schedule();
            } else if (result == LeaseWriter.Result.FAILED) {
                context.after(RETRY.delay(++failures, context.jitter("lease-renewal")), this::renew);
                tellOnce();
            } else {
                writer.gate().shut();
                if (owner.isWanted()) {
                    owner.lost();
                }
            }
        });
    }

    private void tellOnce() {
        if (!told && !proof.isUsableAt(context.now())) {
            told = true;
            context.emit(
                    new WorkerEvent.Trouble("The lease of " + writer.lease().key()
                            + " could not be renewed in time: its records wait until it can be. The store says why above, or"
                            + " does not answer."));
        }
    }

    /** When a checkpoint has renewed the lease meanwhile, it is not due yet. */
    private void schedule() {
        long dueAtNanos = lastSentAtNanos + terms.renewalInterval().toNanos();
        context.at(dueAtNanos, () -> {
            if (context.now() - (lastSentAtNanos + terms.renewalInterval().toNanos()) < 0) {
                schedule();
            } else {
                renew();
            }
        });
    }
}
