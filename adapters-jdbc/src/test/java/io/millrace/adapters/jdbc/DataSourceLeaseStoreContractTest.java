package io.millrace.adapters.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.millrace.ports.contract.LeaseStoreContract;
import io.millrace.ports.store.LeaseStore;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Stores that share a pool which the user brings, whose connections do not commit by themselves. */
class DataSourceLeaseStoreContractTest extends LeaseStoreContract {
    private static final int PAGE_SIZE = 10;

    private static HikariDataSource pool;

    @BeforeAll
    static void makePool() {
        pool = new HikariDataSource();
        pool.setDataSource(LocalPostgreSql.server().getPostgresDatabase());
        pool.setAutoCommit(false);
        pool.setMaximumPoolSize(30);
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @Override
    public LeaseStore store(String application) {
        return JdbcLeaseStore.builder()
                .application(application)
                .table("public.by_data_source")
                .dataSource(pool)
                .threads(2)
                .entriesPerPage(PAGE_SIZE)
                .build();
    }

    @Override
    public OptionalInt listPageSize() {
        return OptionalInt.of(PAGE_SIZE);
    }
}
