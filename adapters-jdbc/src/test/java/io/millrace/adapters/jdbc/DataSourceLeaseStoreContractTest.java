package io.millrace.adapters.jdbc;

import io.millrace.ports.contract.LeaseStoreContract;
import io.millrace.ports.store.LeaseStore;

/** The store on a data source that the user brings, here one without a pool. */
class DataSourceLeaseStoreContractTest extends LeaseStoreContract {
    @Override
    public LeaseStore store(String application) {
        return JdbcLeaseStore.builder()
                .application(application)
                .table("public.by_data_source")
                .dataSource(LocalPostgreSql.server().getPostgresDatabase())
                .threads(2)
                .build();
    }
}
