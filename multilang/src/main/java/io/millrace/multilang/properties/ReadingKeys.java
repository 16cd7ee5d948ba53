package io.millrace.multilang.properties;

import static io.millrace.multilang.properties.Key.honoured;
import static io.millrace.multilang.properties.Key.mapped;
import static io.millrace.multilang.properties.Key.without;
import static io.millrace.multilang.properties.ValueKind.NUMBER_OR_DEFAULT;
import static io.millrace.multilang.properties.ValueKind.NUMBER_OR_ZERO;
import static io.millrace.multilang.properties.ValueKind.STRICT_NUMBER;
import static io.millrace.multilang.properties.ValueKind.TEXT;
import static io.millrace.multilang.properties.ValueKind.WORD;

import com.google.common.collect.ImmutableList;

/** Where to begin and how to read. */
final class ReadingKeys {
    static final String POSITION = "initialPositionInStream";
    static final String POSITION_TIME = "initialPositionInStreamExtended";
    static final String MODE = "retrievalMode";
    static final String MAX_RECORDS = "maxRecords";
    static final String IDLE = "idleTimeBetweenReadsInMillis";
    static final String POLLING = "pollingConfig.";

    private static final String TIP = "millisBehindLatestThresholdForReducedTps";
    private static final String RETRY = "retryGetRecordsInSeconds";
    private static final String READERS = "maxGetRecordsThreadPool";
    private static final String TIP_REASON = "near the tip reads slow down by themselves";
    private static final String RETRY_REASON = "slow reads are not doubled";
    private static final String READERS_REASON = "reads share one bounded pool";
    static final String CONSUMER_NAME = "fanoutConfig.consumerName";
    static final String CONSUMER_ARN = "fanoutConfig.consumerArn";
    private static final String TRIES = "what fails is tried again as long as it may pass";
    private static final String SAME = "the same as without pollingConfig";

    static final ImmutableList<Key> KEYS = ImmutableList.of(
            honoured(POSITION, WORD, "LATEST", "where to begin without leases").oneOf("LATEST", "TRIM_HORIZON"),
            honoured(POSITION_TIME, STRICT_NUMBER, "", "begin at this time, seconds since 1970"),
            mapped(MODE, WORD, "DEFAULT", "FANOUT is enhanced fan-out; DEFAULT is polling, and says so")
                    .oneOf("DEFAULT", "FANOUT", "POLLING"),
            honoured(MAX_RECORDS, NUMBER_OR_DEFAULT, "10000", "the most records a read asks for, at most 10000"),
            mapped(IDLE, NUMBER_OR_DEFAULT, "200 to 1000", "pause at the tip, at least 200; KCL has 1500"),
            without(TIP, NUMBER_OR_DEFAULT, TIP_REASON),
            without(RETRY, NUMBER_OR_ZERO, RETRY_REASON),
            without(READERS, NUMBER_OR_ZERO, READERS_REASON),
            honoured(POLLING + MAX_RECORDS, NUMBER_OR_DEFAULT, "", SAME),
            mapped(POLLING + IDLE, NUMBER_OR_DEFAULT, "", SAME),
            without(POLLING + TIP, NUMBER_OR_DEFAULT, TIP_REASON),
            without(POLLING + RETRY, NUMBER_OR_ZERO, RETRY_REASON),
            without(POLLING + READERS, NUMBER_OR_ZERO, READERS_REASON),
            honoured(CONSUMER_NAME, TEXT, "applicationName", "the registered consumer; made when there is none"),
            mapped(CONSUMER_ARN, TEXT, "", "the same by its ARN, of which the name counts"),
            without("fanoutConfig.maxDescribeStreamSummaryRetries", NUMBER_OR_DEFAULT, TRIES),
            without("fanoutConfig.maxDescribeStreamConsumerRetries", NUMBER_OR_DEFAULT, TRIES),
            without("fanoutConfig.registerStreamConsumerRetries", NUMBER_OR_DEFAULT, TRIES),
            without("fanoutConfig.retryBackoffMillis", NUMBER_OR_DEFAULT, TRIES));

    /** Any of these makes KCL poll in the mode DEFAULT. */
    static final ImmutableList<String> POLLING_KEYS = ImmutableList.of(MAX_RECORDS, IDLE, TIP, RETRY, READERS);

    private ReadingKeys() {}
}
