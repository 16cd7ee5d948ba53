package io.millrace.adapters.jdbc;

import io.millrace.ports.processing.ShardContext;
import org.jspecify.annotations.Nullable;

/**
 * The results of a batch were not committed, and neither was its checkpoint; the message says why. As after any exception of
 * a record processor the batch is handed over again, as the consumer's failure policy says, or goes to the next owner.
 */
public final class TransactionRolledBackException extends Exception {
    private static final long serialVersionUID = 1;

    TransactionRolledBackException(ShardContext shard, String why, @Nullable Throwable cause) {
        super(
                "The results of a batch of " + shard.lease() + " were rolled back, and its checkpoint with them: "
                        + why,
                cause);
    }
}
