package io.millrace.engine.telemetry;

import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.ports.telemetry.WorkerEvent.AggregatesTakenApart;
import io.millrace.ports.telemetry.WorkerEvent.BatchDone;
import io.millrace.ports.telemetry.WorkerEvent.BatchStarted;
import io.millrace.ports.telemetry.WorkerEvent.CallEnded;
import io.millrace.ports.telemetry.WorkerEvent.CorruptEntryFound;
import io.millrace.ports.telemetry.WorkerEvent.CoverageHole;
import io.millrace.ports.telemetry.WorkerEvent.DeadLettered;
import io.millrace.ports.telemetry.WorkerEvent.Fenced;
import io.millrace.ports.telemetry.WorkerEvent.Fetched;
import io.millrace.ports.telemetry.WorkerEvent.HeartbeatSent;
import io.millrace.ports.telemetry.WorkerEvent.LeadershipLost;
import io.millrace.ports.telemetry.WorkerEvent.LeadershipTaken;
import io.millrace.ports.telemetry.WorkerEvent.LeaseCreated;
import io.millrace.ports.telemetry.WorkerEvent.LeaseDeleted;
import io.millrace.ports.telemetry.WorkerEvent.LeaseFreed;
import io.millrace.ports.telemetry.WorkerEvent.LeaseLost;
import io.millrace.ports.telemetry.WorkerEvent.LeaseReleased;
import io.millrace.ports.telemetry.WorkerEvent.LeaseTaken;
import io.millrace.ports.telemetry.WorkerEvent.LoadMeasured;
import io.millrace.ports.telemetry.WorkerEvent.Planned;
import io.millrace.ports.telemetry.WorkerEvent.ProcessorFailed;
import io.millrace.ports.telemetry.WorkerEvent.ProcessorHung;
import io.millrace.ports.telemetry.WorkerEvent.ReadsFailing;
import io.millrace.ports.telemetry.WorkerEvent.ReadsResumed;
import io.millrace.ports.telemetry.WorkerEvent.RetentionGap;
import io.millrace.ports.telemetry.WorkerEvent.SessionDeclaredDead;
import io.millrace.ports.telemetry.WorkerEvent.SessionLost;
import io.millrace.ports.telemetry.WorkerEvent.SessionStarted;
import io.millrace.ports.telemetry.WorkerEvent.ShardFinished;
import io.millrace.ports.telemetry.WorkerEvent.ShardStopped;
import io.millrace.ports.telemetry.WorkerEvent.Stopped;
import io.millrace.ports.telemetry.WorkerEvent.StreamAdded;
import io.millrace.ports.telemetry.WorkerEvent.StreamGone;
import io.millrace.ports.telemetry.WorkerEvent.StreamRemoved;
import io.millrace.ports.telemetry.WorkerEvent.Trouble;
import io.millrace.ports.telemetry.WorkerEvent.Unfenced;
import io.millrace.ports.telemetry.WorkerEventListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes one log line for each change of a worker's state: what happened, what it means, and what to do when somebody has
 * to do something. What happens all the time is DEBUG; WARN and ERROR say that a person should look, ERROR that it will not
 * pass by itself. No record's data is ever logged. Told on the event loop.
 */
public final class LoggingListener implements WorkerEventListener {
    /** The logger's name. */
    public static final String LOGGER = "io.millrace.worker";

    private static final int MOVES_SHOWN = 3;
    private static final String APPLIED = "applied";
    private static final String REFUSED = "refused";

    private final WorkerLog log;
    private final EventHandlers handlers;
    private String lastHeartbeat = APPLIED;

    /**
     * @param application stands in every line
     * @param worker stands in every line
     */
    public LoggingListener(String application, String worker) {
        this(LoggerFactory.getLogger(LOGGER), application, worker);
    }

    LoggingListener(Logger logger, String application, String worker) {
        this.log = new WorkerLog(logger, application, worker);
        EventHandlers.Builder builder = new EventHandlers.Builder();
        onSessions(builder);
        onLeadership(builder);
        onLeases(builder);
        new RecordsLog(log).on(builder);
        onTrouble(builder);
        this.handlers = builder.otherwise(event -> log.say(Level.DEBUG, "{}", event));
    }

    @Override
    public void on(WorkerEvent event) {
        if (!isFrequent(event) || log.isTold(Level.DEBUG)) {
            handlers.handle(event);
        }
    }

    /** Whether it happens all the time and is told at DEBUG only. */
    private static boolean isFrequent(WorkerEvent event) {
        return event instanceof CallEnded
                || event instanceof Fetched
                || event instanceof AggregatesTakenApart
                || event instanceof BatchStarted
                || event instanceof BatchDone;
    }

    EventHandlers handlers() {
        return handlers;
    }

    private void onSessions(EventHandlers.Builder events) {
        events.on(SessionStarted.class, event -> log.say(Level.INFO, "joined the fleet as session {}", event.session()))
                .on(HeartbeatSent.class, this::heartbeat)
                .on(
                        Fenced.class,
                        event -> log.say(
                                Level.WARN,
                                "stopped delivering records: no heartbeat has succeeded for {}, so others may soon take its leases."
                                        + " It goes on when one succeeds. If this happens again, look whether the lease store is"
                                        + " throttled or out of reach, or whether this process was paused (garbage collection, CPU)",
                                WorkerLog.seconds(event.sinceProof())))
                .on(Unfenced.class, event -> log.say(Level.INFO, "delivers records again: a heartbeat has succeeded"))
                .on(
                        SessionLost.class,
                        event -> log.say(
                                Level.WARN,
                                "lost session {}: others took it for dead, and all its leases with it. Records after their last"
                                        + " checkpoints are processed again elsewhere; this worker joins again with a new session."
                                        + " Look for what held up its heartbeats just before",
                                event.session()))
                .on(
                        SessionDeclaredDead.class,
                        event -> log.say(
                                Level.WARN,
                                "declared session {} of worker {} dead: its heartbeat stood still for {}. Its leases go to others."
                                        + " Look why that worker is gone without having shut down",
                                event.session(),
                                event.workerId(),
                                WorkerLog.seconds(event.silence())))
                .on(StreamAdded.class, event -> log.say(Level.INFO, "works on stream {} from now on", event.stream()))
                .on(
                        StreamRemoved.class,
                        event -> log.say(
                                Level.INFO,
                                "works on stream {} no longer and gives up its shards: {}",
                                event.stream(),
                                event.reason()))
                .on(Stopped.class, event -> log.say(Level.INFO, "stopped: {}", event.reason()));
    }

    /** Only the change is worth a line: a heartbeat that fails once is made up for by the next. */
    private void heartbeat(HeartbeatSent event) {
        String outcome = event.outcome();
        if (outcome.equals(lastHeartbeat)) {
            log.say(Level.DEBUG, "heartbeat {}", outcome);
        } else if (outcome.equals(REFUSED)) {
            log.say(
                    Level.ERROR,
                    "the lease store refuses the heartbeat. Without it the worker stops delivering. Give it the permission"
                            + " to write to its table: trying again does not help");
        } else if (outcome.equals(APPLIED)) {
            log.say(Level.INFO, "heartbeats succeed again");
        } else {
            log.say(
                    lastHeartbeat.equals(APPLIED) ? Level.INFO : Level.DEBUG,
                    "a heartbeat failed: {}. The worker delivers on for as long as its last one proves that it lives",
                    outcome);
        }
        lastHeartbeat = outcome;
    }

    private void onLeadership(EventHandlers.Builder events) {
        events.on(LeadershipTaken.class, event -> log.say(Level.INFO, "leads the fleet now (epoch {})", event.epoch()))
                .on(LeadershipLost.class, event -> log.say(Level.INFO, "leads the fleet no longer: {}", event.reason()))
                .on(Planned.class, this::planned)
                .on(
                        LoadMeasured.class,
                        event -> log.say(
                                Level.DEBUG,
                                "uses {} of {} cores; levels of load {}",
                                event.load().coresUsed(),
                                event.load().coresAvailable(),
                                event.load().levels()))
                .on(
                        LeaseCreated.class,
                        event -> log.say(
                                Level.INFO,
                                "made a lease for {}, beginning at {}: {}",
                                event.lease(),
                                event.checkpoint(),
                                event.reason()))
                .on(
                        LeaseDeleted.class,
                        event -> log.say(Level.INFO, "deleted the lease of {}: {}", event.lease(), event.reason()));
    }

    private void planned(Planned event) {
        int moves = event.moves().size();
        int shown = Math.min(MOVES_SHOWN, moves);
        log.say(
                Level.INFO,
                "planned {} leases for {} workers, {} of them move: {}{}",
                event.leases(),
                event.workers(),
                moves,
                String.join(" | ", event.moves().subList(0, shown)),
                moves > shown ? " | and " + (moves - shown) + " more" : "");
        event.moves().stream().skip(shown).forEach(move -> log.say(Level.DEBUG, "planned move: {}", move));
    }

    private void onLeases(EventHandlers.Builder events) {
        events.on(
                        LeaseTaken.class,
                        event -> log.say(
                                Level.INFO,
                                "took {} ({}{}), epoch {}, goes on from {}",
                                event.lease(),
                                event.reason(),
                                event.takenFrom().isEmpty() ? "" : ", from " + event.takenFrom(),
                                event.epoch(),
                                event.checkpoint()))
                .on(
                        LeaseReleased.class,
                        event -> log.say(
                                Level.INFO,
                                "released {} ({}), epoch {}, processed to {}",
                                event.lease(),
                                event.reason(),
                                event.epoch(),
                                event.checkpoint()))
                .on(
                        LeaseFreed.class,
                        event -> log.say(
                                Level.INFO,
                                event.reason().equals("balance")
                                        ? "took {} from {} of KCL's, which has more than its share and lives; that worker"
                                                + " loses it at its next renewal"
                                        : "freed {} of {} of KCL's: it was not renewed for the failover time",
                                event.lease(),
                                event.owner()))
                .on(
                        LeaseLost.class,
                        event -> log.say(
                                Level.WARN,
                                "lost {} (epoch {}): {}. Its records after the last checkpoint are processed again by the next owner",
                                event.lease(),
                                event.epoch(),
                                event.reason()))
                .on(
                        ShardFinished.class,
                        event -> log.say(
                                Level.INFO,
                                "finished {}: all of it is processed; children {}",
                                event.lease(),
                                event.children()));
    }

    private void onTrouble(EventHandlers.Builder events) {
        events.on(
                        ProcessorHung.class,
                        event -> log.say(
                                Level.WARN,
                                "{} of {} has not returned for {}; nothing more of that shard is processed until it does. It stands"
                                        + " at:\n{}",
                                event.call(),
                                event.lease(),
                                WorkerLog.seconds(event.since()),
                                event.stack()))
                .on(ProcessorFailed.class, this::processorFailed)
                .on(
                        DeadLettered.class,
                        event -> log.fail(
                                Level.WARN,
                                event.cause(),
                                "record {} of {} failed {} times and was given to the dead-letter sink; look there for it",
                                event.record().position(),
                                event.lease(),
                                event.attempts()))
                .on(
                        RetentionGap.class,
                        event -> log.say(
                                Level.ERROR,
                                "the position {} of {} fell out of the stream's retention {} ago: records may be gone unread. Find"
                                        + " out why the shard was not processed in time, or lengthen the retention",
                                event.checkpoint(),
                                event.lease(),
                                WorkerLog.seconds(event.beyondRetention())))
                .on(
                        ShardStopped.class,
                        event -> log.fail(
                                Level.ERROR,
                                event.cause(),
                                "stopped {} by the failure policy: no record of it is processed any more. Mend the processor and"
                                        + " restart this worker",
                                event.lease()))
                .on(CoverageHole.class, this::coverageHole)
                .on(
                        CorruptEntryFound.class,
                        event -> log.say(
                                Level.ERROR,
                                "the entry {} in the lease store cannot be understood: {}. It is left as it is, and what it is for"
                                        + " does not go on. Mend or delete it",
                                event.key(),
                                event.problem()))
                .on(ReadsFailing.class, this::readsFailing)
                .on(
                        ReadsResumed.class,
                        event ->
                                log.say(Level.INFO, "reads succeed again, after {}", WorkerLog.seconds(event.lasted())))
                .on(Trouble.class, event -> log.say(Level.WARN, "{}", event.what()))
                .on(StreamGone.class, this::streamGone);
    }

    /** Told at the 1st, 2nd, 4th, 8th time in a row and so on. */
    private void processorFailed(ProcessorFailed event) {
        log.fail(
                Integer.bitCount(event.inARow()) == 1 ? Level.WARN : Level.DEBUG,
                event.cause(),
                "the processor of {} cannot go on, time {} since checkpoint {}; next: {}",
                event.lease(),
                event.inARow(),
                event.checkpoint(),
                event.whatNext());
    }

    private void readsFailing(ReadsFailing event) {
        log.say(
                Level.WARN,
                "no read of {} has succeeded for {}: {} It is tried again until one does, and so are other shards that cannot"
                        + " be read; nothing is lost unless it lasts longer than the stream's retention. Look at the"
                        + " permissions, the network and who else reads the stream",
                event.lease(),
                WorkerLog.seconds(event.since()),
                event.explanation());
    }

    private void streamGone(StreamGone event) {
        log.say(
                Level.ERROR,
                "the stream {} does not exist any more; nothing of it is processed. If it was made anew, its leases must be"
                        + " reset first",
                event.stream());
    }

    private void coverageHole(CoverageHole event) {
        if (event.ranges().isEmpty()) {
            log.say(Level.INFO, "leases cover all hash keys again");
        } else {
            log.say(
                    Level.WARN,
                    "no lease covers the hash keys {}. Leases are made for the missing shards at the next look at the"
                            + " stream; if this line comes again, somebody deletes leases by hand",
                    event.ranges());
        }
    }
}
