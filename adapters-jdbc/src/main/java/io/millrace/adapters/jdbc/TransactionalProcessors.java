package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.processing.ShardContext;
import java.time.Duration;

/**
 * Runs {@link TransactionalProcessor}s: results and checkpoint are committed together or not at all. Given to a consumer as
 * its {@code processorFactory}, together with the very store it was made for and {@link CheckpointPolicy#manual()}; under
 * another policy the consumer is refused, and with another store no processor is initialised.
 *
 * <p>From the moment this is made, its store takes no checkpoint without the results that belong to it, but for the end of a
 * shard. Safe for use from several threads; what it holds is let go of when the store is closed.
 */
public final class TransactionalProcessors implements RecordProcessorFactory {
    private final Transactions transactions;
    private final TransactionConnections connections;
    private final Duration timeLimit;
    private final TransactionalProcessorFactory processors;

    TransactionalProcessors(
            Transactions transactions, int connections, Duration timeLimit, TransactionalProcessorFactory processors) {
        this.transactions = transactions;
        this.connections = transactions.connect(connections, timeLimit);
        this.timeLimit = timeLimit;
        this.processors = processors;
    }

    /** @param store in whose database the results are written */
    public static TransactionalProcessorsBuilder builder(JdbcLeaseStore store) {
        return new TransactionalProcessorsBuilder(store.transactions());
    }

    /** One processor for all shards, on the usual settings: it is called for several shards at the same time. */
    public static TransactionalProcessors of(JdbcLeaseStore store, TransactionalProcessor processor) {
        return builder(store).processor(processor).build();
    }

    @Override
    public RecordProcessor create(ShardContext shard) throws Exception {
        return new TransactionalShard(
                processors.create(shard),
                transactions,
                (upTo) -> transactions.begin(shard, upTo, connections, timeLimit));
    }

    @Override
    public ImmutableList<String> problems(CheckpointPolicy policy) {
        return policy instanceof CheckpointPolicy.Manual
                ? ImmutableList.of()
                : ImmutableList.of(
                        "checkpointPolicy: " + policy + " stores progress by itself, and transactional processors"
                                + " store it with the results of each batch; give CheckpointPolicy.manual()");
    }
}
