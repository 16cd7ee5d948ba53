package io.millrace.engine.telemetry;

import com.google.common.collect.ImmutableList;
import java.util.Locale;

/**
 * Every meter of a worker. All bear the tags {@code application} and {@code worker} besides their own. The tag
 * {@code shard} is on three gauges only, which live as long as the worker holds the shard's lease; all other tags take few
 * values, so the number of time series does not grow with the stream.
 */
public enum Meters {
    LAG(
            "millrace.lag",
            Kind.GAUGE,
            "seconds",
            "How far reading is behind the newest record of the shard, as its last read said; if that is more than 10 s ago,"
                    + " the time since then is added. No value before the first read",
            "stream",
            "shard"),
    CHECKPOINT_AGE(
            "millrace.checkpoint.age",
            Kind.GAUGE,
            "seconds",
            "For how long records of the shard have been processed without a checkpoint: what a failover would process"
                    + " again. Zero while all that is processed is checkpointed",
            "stream",
            "shard"),
    LOAD_LEVEL(
            "millrace.load.level",
            Kind.GAUGE,
            "level",
            "How much work the shard is: 0 below an eighth of what a shard can take in and a tenth of a core, then one"
                    + " more for each half as much again, up to 24. What the leader balances by",
            "stream",
            "shard"),
    FETCHES(
            "millrace.fetches",
            Kind.TIMER,
            "seconds",
            "Reads of the stream that were answered, and how long they took",
            "stream"),
    FETCHED_RECORDS("millrace.fetched.records", Kind.COUNTER, "records", "Records read", "stream"),
    FETCHED_BYTES("millrace.fetched.bytes", Kind.COUNTER, "bytes", "Bytes read", "stream"),
    FAN_OUT_CONSUMERS(
            "millrace.fan.out.consumers",
            Kind.COUNTER,
            "consumers",
            "Times the worker found or registered its consumer of enhanced fan-out; more than one says that somebody"
                    + " deregistered it"),
    TAKEN_APART("millrace.aggregates.records", Kind.COUNTER, "records", "Records taken out of aggregates", "stream"),
    SIBLINGS(
            "millrace.aggregates.siblings",
            Kind.COUNTER,
            "records",
            "Records of aggregates left out because they belong to another shard; their producer sends them again",
            "stream"),
    BATCHES(
            "millrace.batches",
            Kind.TIMER,
            "seconds",
            "Batches that a record processor finished, and how long it took for each",
            "stream"),
    PROCESSED_RECORDS("millrace.processed.records", Kind.COUNTER, "records", "Records in these batches", "stream"),
    PROCESSED_BYTES("millrace.processed.bytes", Kind.COUNTER, "bytes", "Bytes in these batches", "stream"),
    BATCH_FAILURES("millrace.batch.failures", Kind.COUNTER, "batches", "Times a record processor threw", "stream"),
    BATCH_RETRIES(
            "millrace.batch.retries",
            Kind.COUNTER,
            "batches",
            "Batches handed to a record processor again after it threw",
            "stream"),
    PROCESSOR_FAILURES(
            "millrace.processor.failures",
            Kind.COUNTER,
            "failures",
            "Times a record processor could not go on",
            "stream"),
    DEAD_LETTERS("millrace.dead.letters", Kind.COUNTER, "records", "Records given to the dead-letter sink", "stream"),
    PROCESSORS_HUNG(
            "millrace.processors.hung", Kind.COUNTER, "reports", "Reports of user code that takes too long", "stream"),
    CHECKPOINTS(
            "millrace.checkpoints",
            Kind.COUNTER,
            "checkpoints",
            "Checkpoints; outcome is stored or refused",
            "stream",
            "outcome"),
    LEASES_HELD("millrace.leases.held", Kind.GAUGE, "leases", "Leases this worker owns now"),
    LEASES_TAKEN(
            "millrace.leases.taken",
            Kind.COUNTER,
            "leases",
            "Leases this worker took; reason is unowned, expired (its owner died) or hand-off",
            "reason"),
    LEASES_RELEASED(
            "millrace.leases.released",
            Kind.COUNTER,
            "leases",
            "Leases this worker gave up in order: the hand-offs it made"),
    LEASES_LOST("millrace.leases.lost", Kind.COUNTER, "leases", "Leases this worker lost without giving them up"),
    FAILOVERS("millrace.failovers", Kind.COUNTER, "leases", "Leases this worker took from a dead worker"),
    LEASES_CREATED("millrace.leases.created", Kind.COUNTER, "leases", "Leases this worker made for new shards"),
    LEASES_DELETED(
            "millrace.leases.deleted", Kind.COUNTER, "leases", "Leases this worker removed after their shards' end"),
    LEASES_FREED(
            "millrace.leases.freed",
            Kind.COUNTER,
            "leases",
            "Leases this worker, as leader, took from workers of KCL's that share them; reason is expired or balance",
            "reason"),
    HEARTBEATS(
            "millrace.heartbeats",
            Kind.COUNTER,
            "heartbeats",
            "Heartbeats; outcome is applied, conflict, throttled, unavailable, unknown or refused",
            "outcome"),
    SESSIONS_STARTED(
            "millrace.sessions.started", Kind.COUNTER, "sessions", "Sessions this worker began; one is normal"),
    SESSIONS_LOST(
            "millrace.sessions.lost", Kind.COUNTER, "sessions", "Sessions of this worker that others declared dead"),
    FENCES(
            "millrace.fences",
            Kind.COUNTER,
            "fences",
            "Times the worker stopped delivering because it could not prove that it lives"),
    FENCED("millrace.fenced", Kind.GAUGE, "", "1 while the worker delivers nothing for that reason, else 0"),
    DEATHS_SEEN(
            "millrace.deaths.seen", Kind.COUNTER, "sessions", "Sessions of other workers that this one declared dead"),
    LEADER("millrace.leader", Kind.GAUGE, "", "1 while the worker is the leader, else 0; the sum over a fleet is 1"),
    LEADERSHIP_CHANGES(
            "millrace.leadership.changes",
            Kind.COUNTER,
            "changes",
            "Times the worker became the leader or ceased to be; change is taken or lost",
            "change"),
    PLANS("millrace.plans", Kind.COUNTER, "plans", "Plans that changed something, made by this worker as leader"),
    MOVES_PLANNED("millrace.moves.planned", Kind.COUNTER, "leases", "Leases that these plans moved"),
    MOVES_FOR_LOAD(
            "millrace.moves.for.load",
            Kind.COUNTER,
            "leases",
            "Those of them that were moved because one worker carried more load than another"),
    CPU_USED(
            "millrace.cpu.used",
            Kind.GAUGE,
            "cores",
            "CPU that the worker's process used over the last ten seconds or more, in steps of a twentieth; of its"
                    + " container if that has a CPU quota"),
    CPU_AVAILABLE(
            "millrace.cpu.available",
            Kind.GAUGE,
            "cores",
            "The cores that it may use: by the quota of its container, or all; 0 before the first measurement"),
    SHARDS_FINISHED("millrace.shards.finished", Kind.COUNTER, "shards", "Shards processed to their end", "stream"),
    SHARDS_STOPPED("millrace.shards.stopped", Kind.COUNTER, "shards", "Shards stopped by the failure policy", "stream"),
    RETENTION_GAPS(
            "millrace.retention.gaps",
            Kind.COUNTER,
            "gaps",
            "Positions found out of retention: records may be gone unread",
            "stream"),
    COVERAGE_HOLES(
            "millrace.coverage.holes",
            Kind.GAUGE,
            "ranges",
            "Hash-key ranges that no lease covers, as the leader last saw it; 0 for other workers"),
    CALLS(
            "millrace.calls",
            Kind.TIMER,
            "seconds",
            "Calls to the stream and the lease store, and how long they took; port is source (the stream) or store",
            "port",
            "operation",
            "outcome"),
    TROUBLES(
            "millrace.troubles",
            Kind.COUNTER,
            "troubles",
            "Things a person should look at: corrupt entries, streams that are gone or cannot be read, and whatever else was logged as such"),
    RUNNING("millrace.running", Kind.GAUGE, "", "1 until the worker has stopped, then 0");

    /** What a meter is to Micrometer. */
    public enum Kind {
        COUNTER,
        GAUGE,
        TIMER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String meterName;
    private final Kind kind;
    private final String unit;
    private final String meaning;
    private final ImmutableList<String> tags;

    Meters(String meterName, Kind kind, String unit, String meaning, String... tags) {
        this.meterName = meterName;
        this.kind = kind;
        this.unit = unit;
        this.meaning = meaning;
        this.tags = ImmutableList.copyOf(tags);
    }

    /** The name as Micrometer knows it; a registry adapts it to its own rules ({@code millrace_lag_seconds}, say). */
    public String meterName() {
        return meterName;
    }

    public Kind kind() {
        return kind;
    }

    /** The base unit; empty for a gauge that is 0 or 1. */
    public String unit() {
        return unit;
    }

    /** What it tells, in a sentence or two. */
    public String meaning() {
        return meaning;
    }

    /** The names of its tags besides {@code application} and {@code worker}. */
    public ImmutableList<String> tags() {
        return tags;
    }
}
