package io.millrace.adapters.jdbc;

import io.millrace.ports.contract.LeaseStoreContract;
import io.millrace.ports.store.LeaseStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;

/** Every store of a test has connections of its own to the one file, as stores in several processes have. */
class SqliteLeaseStoreContractTest extends LeaseStoreContract {
    private static final int PAGE_SIZE = 10;

    @TempDir
    private Path directory;

    @Override
    public LeaseStore store(String application) {
        return JdbcLeaseStore.builder()
                .application(application)
                .url("jdbc:sqlite:" + directory.resolve("leases.db"))
                .callTimeout(Duration.ofSeconds(20))
                .entriesPerPage(PAGE_SIZE)
                .build();
    }

    @Override
    public OptionalInt listPageSize() {
        return OptionalInt.of(PAGE_SIZE);
    }
}
