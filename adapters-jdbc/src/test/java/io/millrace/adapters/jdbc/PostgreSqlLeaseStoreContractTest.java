package io.millrace.adapters.jdbc;

import io.millrace.ports.contract.LeaseStoreContract;
import io.millrace.ports.store.LeaseStore;
import java.util.OptionalInt;

class PostgreSqlLeaseStoreContractTest extends LeaseStoreContract {
    private static final int PAGE_SIZE = 10;

    @Override
    public LeaseStore store(String application) {
        return LocalPostgreSql.store(application)
                .table("contract")
                .entriesPerPage(PAGE_SIZE)
                .build();
    }

    @Override
    public OptionalInt listPageSize() {
        return OptionalInt.of(PAGE_SIZE);
    }
}
