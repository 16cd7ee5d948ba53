package io.millrace.multilang.properties;

import static io.millrace.multilang.properties.Key.own;
import static io.millrace.multilang.properties.ValueKind.STRICT_NUMBER;
import static io.millrace.multilang.properties.ValueKind.TEXT;
import static io.millrace.multilang.properties.ValueKind.WORD;

import com.google.common.collect.ImmutableList;

/** Millrace's own. Here nothing is guessed: a value that cannot be read is refused. */
final class OwnKeys {
    static final String LEASE_STORE = "millrace.leaseStore";
    static final String LEASE_TABLE = "millrace.leaseTable";
    static final String BEGIN_ANEW = "millrace.beginAnew";
    static final String CHILD_FAILURE = "millrace.childFailure";
    static final String INITIALIZE_TIMEOUT = "millrace.initializeTimeoutSeconds";
    static final String EXIT_GRACE = "millrace.childExitGraceMillis";
    static final String FRAMES = "millrace.frames";
    static final String IN_FLIGHT = "millrace.framesInFlight";
    static final String SHARDS_PER_CHILD = "millrace.shardsPerChild";
    static final String FAILURE_POLICY = "millrace.failurePolicy";
    static final String FAILURE_ATTEMPTS = "millrace.failureAttempts";
    static final String DEAD_LETTERS = "millrace.deadLetterFile";
    static final String FAN_OUT_FALL_BACK = "millrace.fanOutFallBack";
    static final String READS_PER_SECOND = "millrace.readsPerSecond";
    static final String BYTES_PER_SECOND = "millrace.bytesPerSecond";

    static final ImmutableList<Key> KEYS = ImmutableList.of(
            own(
                    LEASE_STORE,
                    TEXT,
                    "dynamodb:millrace-leases",
                    "where leases and checkpoints are: dynamodb:TABLE, postgresql://USER@HOST/DATABASE, file:PATH, kcl:TABLE,"
                            + " memory:; the default is KCL's table if leases are there, and on an emulator a file"),
            own(LEASE_TABLE, TEXT, "millrace-leases", "short for leaseStore = dynamodb:TABLE; applications share it"),
            own(BEGIN_ANEW, WORD, "false", "begin although KCL's own leases of this application are there")
                    .oneOf("true", "false"),
            own(
                            CHILD_FAILURE,
                            WORD,
                            "restart",
                            "when a child fails: begin its shard anew, or exit with status 1 as KCL does")
                    .oneOf("restart", "exit"),
            own(INITIALIZE_TIMEOUT, STRICT_NUMBER, "60", "how long a child may take to answer initialize, 1 to 3600"),
            own(
                    EXIT_GRACE,
                    STRICT_NUMBER,
                    "10000",
                    "how long a child may take to exit before it is ended, 0 to 600000"),
            own(FRAMES, WORD, "true", "offer children the faster framing").oneOf("true", "false"),
            own(
                    IN_FLIGHT,
                    STRICT_NUMBER,
                    "4",
                    "the most batches sent ahead of a child's answer, 1 to 64; framing only"),
            own(SHARDS_PER_CHILD, STRICT_NUMBER, "1", "the most shards in one child, 1 to 1000; framing only"),
            own(
                            FAILURE_POLICY,
                            WORD,
                            "retry",
                            "when a batch fails: again for ever, past the bad record, or stop the shard")
                    .oneOf("retry", "dead-letter", "stop"),
            own(FAILURE_ATTEMPTS, STRICT_NUMBER, "5", "attempts before dead-letter and stop act, 1 to 1000"),
            own(DEAD_LETTERS, TEXT, "", "where dead-letter puts records, as lines of JSON; required with it"),
            own(
                            FAN_OUT_FALL_BACK,
                            WORD,
                            "false",
                            "poll, and say so, where there can be no consumer of enhanced fan-out; or else do not start")
                    .oneOf("true", "false"),
            own(
                    READS_PER_SECOND,
                    STRICT_NUMBER,
                    "5",
                    "the most reads of a shard in a second, 1 to 1000; Kinesis allows 5, which all readers share"),
            own(
                    BYTES_PER_SECOND,
                    STRICT_NUMBER,
                    "2097152",
                    "the pace of bytes read from a shard; Kinesis allows 2 MB a second, which all readers share"));

    private OwnKeys() {}
}
