package io.millrace.adapters.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes {@link TransactionalProcessors}. Not safe for use from several threads. */
public final class TransactionalProcessorsBuilder {
    /** The most connections to PostgreSQL for transactions, if none is set. */
    public static final int DEFAULT_CONNECTIONS = 8;

    private static final int MOST_CONNECTIONS = 256;
    private static final Duration SHORTEST_TIME_LIMIT = Duration.ofMillis(100);

    private final Transactions transactions;
    private @Nullable TransactionalProcessorFactory processors;
    private int connections = DEFAULT_CONNECTIONS;
    private Optional<Duration> timeLimit = Optional.empty();

    TransactionalProcessorsBuilder(Transactions transactions) {
        this.transactions = transactions;
    }

    /** One processor for all shards: it is called for several shards at the same time. */
    public TransactionalProcessorsBuilder processor(TransactionalProcessor value) {
        processors = shard -> value;
        return this;
    }

    /** A processor for each shard; this or {@link #processor} is required. */
    public TransactionalProcessorsBuilder processorFactory(TransactionalProcessorFactory value) {
        processors = value;
        return this;
    }

    /**
     * How many transactions may be open at once on PostgreSQL by URL, 1 to 256; 8 if not set. More wait, for half a minute at
     * most. A data source has a limit of its own, and on SQLite transactions take turns.
     */
    public TransactionalProcessorsBuilder connections(int value) {
        connections = value;
        return this;
    }

    /**
     * How long a transaction may stay open, from the first use of its connection to the checkpoint: 100 milliseconds to 5
     * minutes on PostgreSQL, where it is 10 seconds if not set. On SQLite, where nobody else can write meanwhile, heartbeats
     * of other workers included, at most the store's call timeout, and half of that if not set. A transaction that is open
     * for longer is rolled back, and its batch handed over again.
     */
    public TransactionalProcessorsBuilder timeLimit(Duration value) {
        timeLimit = Optional.of(value);
        return this;
    }

    /**
     * Makes the processors without a call to the database.
     *
     * @throws IllegalArgumentException naming every setting that is wrong, its value and the remedy
     */
    public TransactionalProcessors build() {
        List<String> faults = new ArrayList<>();
        TransactionalProcessorFactory given = processors;
        if (given == null) {
            faults.add(
                    "processor: is not set; give a lambda with processor(...), or a factory with processorFactory(...)");
        }
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            faults.add("connections: " + connections + " is not 1 to " + MOST_CONNECTIONS);
        }
        Duration limit = timeLimit.orElse(transactions.source().usualTimeLimit());
        Duration longest = transactions.source().longestTimeLimit();
        if (limit.compareTo(SHORTEST_TIME_LIMIT) < 0 || limit.compareTo(longest) > 0) {
            faults.add("timeLimit: " + limit + " is not " + SHORTEST_TIME_LIMIT + " to " + longest);
        }
        Faults.refuseIfAny("Transactional processors", faults);
        if (given == null) {
            throw new IllegalStateException("no processors");
        }
        return new TransactionalProcessors(transactions, connections, limit, given);
    }
}
