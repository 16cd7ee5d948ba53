package io.millrace.adapters.aws;

import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.ports.contract.LeaseStoreContract;
import io.millrace.ports.store.LeaseStore;
import java.util.OptionalInt;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalServers.class)
class DynamoDbLeaseStoreContractTest extends LeaseStoreContract {
    private static final int PAGE_SIZE = 10;

    private final LocalDynamoDb dynamoDb;

    DynamoDbLeaseStoreContractTest(LocalDynamoDb dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    @Override
    public LeaseStore store(String application) {
        return DynamoDbLeaseStore.builder()
                .application(application)
                .table("contract")
                .aws(dynamoDb.settings())
                .entriesPerPage(PAGE_SIZE)
                .build();
    }

    @Override
    public OptionalInt listPageSize() {
        return OptionalInt.of(PAGE_SIZE);
    }
}
