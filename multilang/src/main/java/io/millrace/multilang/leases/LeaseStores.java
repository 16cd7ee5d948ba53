package io.millrace.multilang.leases;

import io.millrace.adapters.aws.AwsSettings;
import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.KclLeaseStore;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.adapters.jdbc.JdbcLeaseStore;
import io.millrace.adapters.jdbc.JdbcLeaseStoreBuilder;
import io.millrace.domain.sharing.LeaseSharing;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.ports.store.LeaseStore;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Makes the lease store that an address names. */
public final class LeaseStores {
    /** Where PostgreSQL's own programs look for a password that is not in the address. */
    private static final String PASSWORD_VARIABLE = "PGPASSWORD";

    private LeaseStores() {}

    /**
     * Whose leases these are.
     *
     * @param name of the application
     * @param stream its name or its ARN; only KCL's table needs it, which does not hold it
     * @param initialPosition where the application begins; again for KCL's table only
     * @param kclFailoverTime the {@code failoverTimeMillis} of KCL's workers that share the leases
     */
    public record Application(String name, String stream, InitialPosition initialPosition, Duration kclFailoverTime) {
        public Application {
            Objects.requireNonNull(name, "name");
            stream = stream.substring(stream.lastIndexOf('/') + 1);
            Objects.requireNonNull(initialPosition, "initialPosition");
            Objects.requireNonNull(kclFailoverTime, "kclFailoverTime");
        }

        /** An application that is only looked at, or that shares no leases with KCL. */
        public static Application named(String name, String stream) {
            return new Application(name, stream, InitialPosition.TRIM_HORIZON, LeaseSharing.STANDARD.failoverTime());
        }
    }

    /**
     * Makes a store without a call to it; the caller closes it.
     *
     * @param application whose leases these are
     * @param dynamoDb how to reach DynamoDB, for an address there
     * @param createIfMissing whether opening the store may create its table or file
     * @throws IllegalArgumentException naming every setting that is wrong, and no password
     */
    public static LeaseStore at(
            LeaseStoreAddress address, Application application, AwsSettings dynamoDb, boolean createIfMissing) {
        String name = application.name();
        if (address instanceof LeaseStoreAddress.DynamoDb table) {
            return inDynamoDb(table.table(), name, dynamoDb, createIfMissing);
        }
        if (address instanceof LeaseStoreAddress.Kcl kcl) {
            return KclLeaseStore.builder()
                    .companion(inDynamoDb(LeaseStoreAddress.USUAL_TABLE, name, dynamoDb, createIfMissing))
                    .table(kcl.table())
                    .stream(application.stream())
                    .failoverTime(application.kclFailoverTime())
                    .initialPosition(application.initialPosition())
                    .createTableIfMissing(createIfMissing)
                    .aws(dynamoDb)
                    .build();
        }
        if (address instanceof LeaseStoreAddress.Memory) {
            return InMemoryLeaseTable.create().store(name);
        }
        JdbcLeaseStoreBuilder builder =
                JdbcLeaseStore.builder().application(name).createTableIfMissing(createIfMissing);
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

    private static LeaseStore inDynamoDb(
            String table, String application, AwsSettings dynamoDb, boolean createIfMissing) {
        return DynamoDbLeaseStore.builder()
                .application(application)
                .table(table)
                .createTableIfMissing(createIfMissing)
                .aws(dynamoDb)
                .build();
    }
}
