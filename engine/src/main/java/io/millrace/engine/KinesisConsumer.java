package io.millrace.engine;

import com.google.common.collect.ImmutableList;
import io.millrace.engine.runtime.ShutdownSignal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One worker of a fleet that consumes a stream, or several. Workers that are given the same application in the same lease store
 * share the shards; each record is processed at least once, by the owner of its shard.
 *
 * <pre>{@code
 * try (var consumer = KinesisConsumer.builder()
 *         .leaseStore(leases)
 *         .recordSource(stream)
 *         .processor(batch -> batch.records().forEach(record -> count(record.dataAsText())))
 *         .build()) {
 *     consumer.run();
 * }
 * }</pre>
 *
 * All methods may be called from any thread. A consumer lives once: after it has stopped, build another.
 */
public final class KinesisConsumer implements AutoCloseable {
    private final String workerId;
    private final WorkerRuntime runtime;
    private final Worker worker;
    private final StreamDefaults defaults;
    private final Duration longestStop;
    private final Runnable releaseThreads;

    KinesisConsumer(
            String workerId,
            WorkerRuntime runtime,
            Worker worker,
            StreamDefaults defaults,
            Duration longestStop,
            Runnable releaseThreads) {
        this.workerId = workerId;
        this.runtime = runtime;
        this.worker = worker;
        this.defaults = defaults;
        this.longestStop = longestStop;
        this.releaseThreads = releaseThreads;
    }

    public static KinesisConsumerBuilder builder() {
        return new KinesisConsumerBuilder();
    }

    /** What people call this worker. */
    public String workerId() {
        return workerId;
    }

    /** The settings it was built with. */
    public ConsumerConfig config() {
        return worker.config();
    }

    /**
     * Starts the worker; returns at once.
     *
     * @return completes when the worker takes part in the fleet; exceptionally with a {@link StartRefusedException} when
     *     it cannot and trying again would not help (no such stream, no permission, a table of another layout). What may
     *     pass, such as a store that does not answer, is tried again for as long as it takes
     */
    public CompletionStage<Void> start() {
        runtime.loop().execute(worker::start);
        return worker.started();
    }

    /**
     * Adds a stream to those that this worker works on; returns at once. The fleet's leader gives its shards to workers that
     * have it, so it is added on each; one that has it not yet goes on with what it has.
     *
     * @return completes when the stream is found and its leases are bound to it; exceptionally with a
     *     {@link StartRefusedException} when it cannot be read and trying again would not help, with a
     *     {@link ConfigurationException} naming every fault when its settings cannot work, and with an
     *     {@link IllegalStateException} when it is there already or the worker does not run
     */
    public CompletionStage<Void> addStream(ConsumedStream stream) {
        ImmutableList<String> problems = defaults.problems(stream, config());
        if (!problems.isEmpty()) {
            return CompletableFuture.failedFuture(new ConfigurationException(problems));
        }
        CompletableFuture<Void> added = new CompletableFuture<>();
        runtime.loop().execute(() -> worker.add(defaults.setup(stream), added));
        return added;
    }

    /**
     * Gives up the shards of a stream in order, for workers that have it still, and works on it no longer; returns at once. Its
     * leases stay in the store: added again, by this worker or another, it goes on where it was. Of the last stream a worker
     * cannot be relieved; stop it instead.
     *
     * @return completes when this worker holds no lease of the stream any more; exceptionally with an
     *     {@link IllegalStateException} when it is none of this worker's or the last, or the worker does not run, and with a
     *     {@link StartRefusedException} when it is added again before that
     */
    public CompletionStage<Void> removeStream(String name) {
        CompletableFuture<Void> removed = new CompletableFuture<>();
        runtime.loop().execute(() -> worker.remove(name, removed));
        return removed;
    }

    /**
     * Stops the worker in order; returns at once. Batches in hand finish, processors are asked to shut down, progress is
     * checkpointed, the shards are handed over and the session is deleted, so that no failover time is lost.
     *
     * @return completes with the reason when the worker has stopped
     */
    public CompletionStage<String> stop() {
        runtime.loop().execute(() -> worker.stop("asked to stop"));
        return worker.stopped();
    }

    /** Completes with the reason when the worker has stopped, whoever stopped it. */
    public CompletionStage<String> stopped() {
        return worker.stopped();
    }

    /**
     * Starts the worker and blocks until it has stopped: by {@link #stop()}, because the stream is gone, or by the signal
     * that ends the process (SIGTERM, SIGINT), upon which it is stopped in order.
     *
     * @return why it stopped
     * @throws StartRefusedException when it could not start
     * @throws InterruptedException when this thread is interrupted; the worker is then asked to stop
     */
    @SuppressWarnings("try")
    public String run() throws InterruptedException {
        try (ShutdownSignal ignored = new ShutdownSignal(this::close)) {
            CompletionStage<Void> started = start();
            String reason = worker.stopped().get();
            CompletableFuture<Void> outcome = started.toCompletableFuture();
            if (outcome.isCompletedExceptionally()) {
                outcome.join();
            }
            return reason;
        } catch (CompletionException refused) {
            if (refused.getCause() instanceof StartRefusedException cause) {
                throw new StartRefusedException(String.valueOf(cause.getMessage()));
            }
            throw refused;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a worker ended in an unexpected way", impossible);
        } catch (InterruptedException interrupted) {
            stop();
            throw interrupted;
        }
    }

    /**
     * Stops the worker in order and blocks until it has stopped, for a little longer than the hand-off timeout at the
     * most. Idempotent. The lease store and the record source are left open: whoever made them closes them.
     */
    @Override
    public void close() {
        stop();
        try {
            worker.stopped().get(longestStop.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException problem) {
            throw new IllegalStateException("worker " + workerId + " did not stop within " + longestStop, problem);
        } finally {
            releaseThreads.run();
        }
    }
}
