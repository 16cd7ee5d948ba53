package io.millrace.adapters.inmemory;

import io.millrace.ports.contract.LeaseStoreContract;
import io.millrace.ports.store.LeaseStore;
import java.util.OptionalInt;

class InMemoryLeaseStoreContractTest extends LeaseStoreContract {
    private final InMemoryLeaseTable table = InMemoryLeaseTable.withPageSize(10);

    @Override
    public LeaseStore store(String application) {
        return table.store(application);
    }

    @Override
    public OptionalInt listPageSize() {
        return OptionalInt.of(10);
    }
}
