package io.millrace.engine.telemetry;

import io.millrace.ports.telemetry.WorkerEvent.AggregatesTakenApart;
import io.millrace.ports.telemetry.WorkerEvent.BatchDone;
import io.millrace.ports.telemetry.WorkerEvent.BatchFailed;
import io.millrace.ports.telemetry.WorkerEvent.BatchStarted;
import io.millrace.ports.telemetry.WorkerEvent.CallEnded;
import io.millrace.ports.telemetry.WorkerEvent.CheckpointRefused;
import io.millrace.ports.telemetry.WorkerEvent.CheckpointStored;
import io.millrace.ports.telemetry.WorkerEvent.FanOutConsumerFound;
import io.millrace.ports.telemetry.WorkerEvent.Fetched;
import org.slf4j.event.Level;

/** What is told of records: how they are read, handed over and checkpointed. */
final class RecordsLog {
    private final WorkerLog log;

    RecordsLog(WorkerLog log) {
        this.log = log;
    }

    void on(EventHandlers.Builder events) {
        events.on(
                        Fetched.class,
                        event -> log.say(
                                Level.DEBUG,
                                "read {} records ({} bytes) of {} in {}, {} behind latest",
                                event.records(),
                                event.bytes(),
                                event.lease(),
                                WorkerLog.seconds(event.took()),
                                WorkerLog.seconds(event.behindLatest())))
                .on(
                        AggregatesTakenApart.class,
                        event -> log.say(
                                Level.DEBUG,
                                "took {} aggregates of {} apart into {} records, and left out {} of other shards",
                                event.aggregates(),
                                event.lease(),
                                event.records(),
                                event.siblings()))
                .on(
                        FanOutConsumerFound.class,
                        event -> log.say(
                                Level.INFO,
                                "shards are read by enhanced fan-out, as consumer {} ({})",
                                event.name(),
                                event.arn()))
                .on(
                        CallEnded.class,
                        event -> log.say(
                                Level.DEBUG,
                                "call {} {}: {} in {}",
                                event.port(),
                                event.operation(),
                                event.outcome(),
                                WorkerLog.seconds(event.took())));
        onBatches(events);
    }

    private void onBatches(EventHandlers.Builder events) {
        events.on(
                        BatchStarted.class,
                        event -> log.say(
                                Level.DEBUG,
                                "handed {} records of {} ({} to {}) to the processor, attempt {}",
                                event.records(),
                                event.lease(),
                                event.first(),
                                event.last(),
                                event.attempt()))
                .on(
                        BatchDone.class,
                        event -> log.say(
                                Level.DEBUG,
                                "{} records of {} (to {}) are processed, in {}",
                                event.records(),
                                event.lease(),
                                event.last(),
                                WorkerLog.seconds(event.took())))
                .on(BatchFailed.class, this::batchFailed)
                .on(
                        CheckpointStored.class,
                        event -> log.say(Level.DEBUG, "checkpointed {} at {}", event.lease(), event.checkpoint()))
                .on(
                        CheckpointRefused.class,
                        event -> log.say(
                                Level.WARN,
                                "a checkpoint of {} (epoch {}) was not stored: {}",
                                event.lease(),
                                event.epoch(),
                                event.reason()));
    }

    /** A batch that keeps failing is told at its 1st, 2nd, 4th, 8th attempt and so on. */
    private void batchFailed(BatchFailed event) {
        boolean isTold = Integer.bitCount(event.attempt()) == 1;
        log.fail(
                isTold ? Level.WARN : Level.DEBUG,
                event.cause(),
                "the processor of {} threw at records {} to {}, attempt {}; next: {}",
                event.lease(),
                event.first(),
                event.last(),
                event.attempt(),
                event.whatNext());
    }
}
