package io.millrace.engine.consumption;

import io.millrace.domain.consumer.ReadHealth;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.engine.coordination.SourceClient;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.telemetry.WorkerEvent;

/** What goes wrong when one shard is read: says so, and finds out whether the stream itself is gone. On the loop only. */
final class ReadTroubles {
    private final WorkerContext context;
    private final SourceClient source;
    private final ReadHealth health;
    private final StreamIdentity stream;
    private final LeaseKey lease;
    private final Runnable streamGone;
    private String reportedProblem = "";
    private boolean stopped;

    /** @param streamGone is run when there is no such stream any more, or another of its name */
    ReadTroubles(ShardServices services, LeaseKey lease, Runnable streamGone) {
        this.context = services.context();
        this.source = services.source();
        this.health = services.readHealth();
        this.stream = services.stream();
        this.lease = lease;
        this.streamGone = streamGone;
    }

    /** Something was read. */
    void succeeded() {
        reportedProblem = "";
        health.succeeded(lease, context.now()).ifPresent(lasted -> context.emit(new WorkerEvent.ReadsResumed(lasted)));
    }

    /** Nothing was. */
    void failed(SourceFailure failure) {
        if (failure.kind() == SourceFailure.Kind.REFUSED && !reportedProblem.equals(failure.explanation())) {
            reportedProblem = failure.explanation();
            context.emit(new WorkerEvent.Trouble(failure.explanation()));
            lookForAnotherStream();
        }
        health.failed(lease, context.now())
                .ifPresent(since -> context.emit(new WorkerEvent.ReadsFailing(lease, since, failure.explanation())));
    }

    /** The shard is not read any more; what is asked is not followed up. */
    void stop() {
        stopped = true;
        health.stopped(lease);
    }

    /** A stream that was created anew under the same name takes neither the iterators nor the positions of the one before. */
    private void lookForAnotherStream() {
        source.describe(answer -> {
            if (!stopped
                    && answer instanceof DescribeAnswer.Described found
                    && !found.identity().equals(stream)) {
                streamGone.run();
            }
        });
    }

    /** The service does not know something: asks until it is clear whether it is the stream. */
    void askForStream(Runnable isThere) {
        source.describe(answer -> {
            if (stopped) {
                return;
            }
            if (answer instanceof DescribeAnswer.Described found
                    && found.identity().equals(stream)) {
                isThere.run();
            } else if (answer instanceof DescribeAnswer.Described
                    || (answer instanceof DescribeAnswer.Failed failed
                            && failed.failure().kind() == SourceFailure.Kind.NOT_FOUND)) {
                // A stream of the same name that was created anew knows nothing of the shards of the one before.
                streamGone.run();
            } else {
                askAgain(isThere);
            }
        });
    }

    /** Asks anew, after a pause. */
    void askAgain(Runnable isThere) {
        context.after(context.config().polling().idleMaximum(), () -> {
            if (!stopped) {
                askForStream(isThere);
            }
        });
    }

    /** The stream is there, and knows nothing of the shard. */
    void pastRetention() {
        context.emit(new WorkerEvent.Trouble("Shard " + lease + " is past retention: the service does not know it any"
                + " more. What was not read of it is gone; its consumption ends here."));
    }
}
