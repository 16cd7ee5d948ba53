package io.millrace.multilang.daemon;

import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.StartRefusedException;
import io.millrace.engine.runtime.ShutdownSignal;
import io.millrace.multilang.child.ChildProcessors;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a consumer with children, from its start until it has stopped for whatever reason. */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final KinesisConsumer consumer;
    private final ChildProcessors children;
    private final ChildFailures failures;
    private final DaemonSettings.Times times;
    private final CompletableFuture<String> stopped;

    Run(KinesisConsumer consumer, ChildProcessors children, ChildFailures failures, DaemonSettings.Times times) {
        this.consumer = consumer;
        this.children = children;
        this.failures = failures;
        this.times = times;
        stopped = consumer.stopped().toCompletableFuture();
    }

    /** Starts the consumer and blocks until it has stopped. */
    @SuppressWarnings("try")
    int untilStopped() throws InterruptedException {
        try (ShutdownSignal ignored = new ShutdownSignal(this::endWithTheProcess)) {
            CompletableFuture<Void> started = consumer.start().toCompletableFuture();
            CompletableFuture<String> failed = failures.ending().toCompletableFuture();
            lookAfterChildrenUntil(CompletableFuture.anyOf(stopped, failed));
            if (failed.isDone()) {
                LOG.error(
                        "Stopping with exit status {}, because millrace.childFailure is exit and a child failed: {}",
                        ExitStatus.FAILED,
                        failed.get());
                stopInOrder();
                return ExitStatus.FAILED;
            }
            return statusAfter(started);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a worker ended in an unexpected way", impossible);
        } catch (InterruptedException interrupted) {
            children.stopping();
            throw interrupted;
        }
    }

    private void lookAfterChildrenUntil(CompletableFuture<?> end) throws InterruptedException, ExecutionException {
        while (!end.isDone()) {
            try {
                end.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException goesOn) {
                children.look(times.hungAfter());
            }
        }
        end.get();
    }

    private int statusAfter(CompletableFuture<Void> started) throws InterruptedException, ExecutionException {
        try {
            started.get();
            LOG.info("Stopped: {}", stopped.get());
            return ExitStatus.STOPPED;
        } catch (ExecutionException | CancellationException problem) {
            if (problem.getCause() instanceof StartRefusedException refused) {
                LOG.error("Not started. {}", refused.getMessage());
                return ExitStatus.FAILED;
            }
            throw problem;
        }
    }

    /** On the thread that holds the end of the process up. */
    private void endWithTheProcess() {
        LOG.info(
                "Told to end; stopping in order, for at most {} ms",
                times.shutdownGrace().toMillis());
        try {
            stopInOrder();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        children.close();
    }

    private void stopInOrder() throws InterruptedException {
        children.stopping();
        consumer.stop();
        try {
            LOG.info("Stopped in order: {}", stopped.get(times.shutdownGrace().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            LOG.warn(
                    "Not stopped within {} ms (shutdownGraceMillis); the children are ended as they are, and others take"
                            + " their shards after the failover time",
                    times.shutdownGrace().toMillis());
            children.close();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a worker ended in an unexpected way", impossible);
        }
    }
}
