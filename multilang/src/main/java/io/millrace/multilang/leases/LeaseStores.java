package io.millrace.multilang.leases;

import io.millrace.adapters.aws.AwsSettings;
import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.adapters.jdbc.JdbcLeaseStore;
import io.millrace.adapters.jdbc.JdbcLeaseStoreBuilder;
import io.millrace.ports.store.LeaseStore;
import java.util.Optional;

/** Makes the lease store that an address names. */
public final class LeaseStores {
    /** Where PostgreSQL's own programs look for a password that is not in the address. */
    private static final String PASSWORD_VARIABLE = "PGPASSWORD";

    private LeaseStores() {}

    /**
     * Makes a store without a call to it; the caller closes it.
     *
     * @param application whose leases these are
     * @param dynamoDb how to reach DynamoDB, for an address there
     * @param createIfMissing whether opening the store may create its table or file
     * @throws IllegalArgumentException naming every setting that is wrong, and no password
     */
    public static LeaseStore at(
            LeaseStoreAddress address, String application, AwsSettings dynamoDb, boolean createIfMissing) {
        if (address instanceof LeaseStoreAddress.DynamoDb table) {
            return DynamoDbLeaseStore.builder()
                    .application(application)
                    .table(table.table())
                    .createTableIfMissing(createIfMissing)
                    .aws(dynamoDb)
                    .build();
        }
        if (address instanceof LeaseStoreAddress.Memory) {
            return InMemoryLeaseTable.create().store(application);
        }
        JdbcLeaseStoreBuilder builder =
                JdbcLeaseStore.builder().application(application).createTableIfMissing(createIfMissing);
        if (address instanceof LeaseStoreAddress.LocalFile file) {
            builder.url("jdbc:sqlite:" + file.path().toAbsolutePath());
        } else if (address instanceof LeaseStoreAddress.PostgreSql server) {
            builder.url(server.jdbcUrl());
            server.user().ifPresent(builder::user);
            server.password()
                    .or(() -> Optional.ofNullable(System.getenv(PASSWORD_VARIABLE)))
                    .ifPresent(builder::password);
        }
        return builder.build();
    }
}
