package io.millrace.adapters.jdbc;

import java.time.Duration;
import java.util.function.BiFunction;

/**
 * Makes connections for transactions, to the database of a store.
 *
 * @param usualTimeLimit of a transaction
 * @param longestTimeLimit of a transaction
 * @param connect from how many connections at most, and the time limit; connects when the first transaction begins
 */
record TransactionSource(
        Duration usualTimeLimit,
        Duration longestTimeLimit,
        BiFunction<Integer, Duration, TransactionConnections> connect) {
    /** A worker that is frozen holds the locks of its transaction for as long. */
    static final Duration USUAL_TIME_LIMIT = Duration.ofSeconds(10);

    static final Duration LONGEST_TIME_LIMIT = Duration.ofMinutes(5);
    /** For a connection, while other transactions have all of them. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
}
