package io.millrace.app;

import io.millrace.multilang.leases.LeaseStoreAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where leases are, beside {@link DynamoDbOptions}. */
final class LeaseStoreOptions {
    @Option(
            names = "--store",
            paramLabel = "ADDRESS",
            description = "Where leases and checkpoints are: " + LeaseStoreAddress.FORMS + " (default: dynamodb:"
                    + LeaseStoreAddress.USUAL_TABLE + "). A password may stand in PGPASSWORD.")
    private @Nullable String store;

    @Option(names = "--table", paramLabel = "TABLE", description = "Short for --store dynamodb:TABLE.")
    private @Nullable String table;

    /** @throws IllegalArgumentException naming the option that is wrong */
    LeaseStoreAddress address() {
        if (store != null && table != null) {
            throw new IllegalArgumentException("--table=" + table + " is short for --store dynamodb:" + table
                    + ", and both are there; leave one of them out");
        }
        if (store == null) {
            return new LeaseStoreAddress.DynamoDb(Optional.ofNullable(table).orElse(LeaseStoreAddress.USUAL_TABLE));
        }
        try {
            return LeaseStoreAddress.parse(store);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--store: " + wrong.getMessage(), wrong);
        }
    }
}
