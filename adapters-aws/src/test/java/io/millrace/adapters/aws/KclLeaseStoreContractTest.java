package io.millrace.adapters.aws;

import com.google.common.hash.Hashing;
import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.ports.contract.LeaseStoreContract;
import io.millrace.ports.store.LeaseStore;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.extension.ExtendWith;

/** KCL gives each application a table of its own, so these tests do too. */
@ExtendWith(LocalServers.class)
class KclLeaseStoreContractTest extends LeaseStoreContract {
    private static final int PAGE_SIZE = 10;

    private final LocalDynamoDb dynamoDb;

    KclLeaseStoreContractTest(LocalDynamoDb dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    @Override
    public LeaseStore store(String application) {
        return KclLeaseStore.builder()
                .companion(DynamoDbLeaseStore.builder()
                        .application(application)
                        .table("contract")
                        .aws(dynamoDb.settings())
                        .entriesPerPage(PAGE_SIZE)
                        .build())
                .table("kcl-"
                        + Hashing.sha256()
                                .hashString(application, StandardCharsets.UTF_8)
                                .toString())
                .stream("words")
                .leasesPerPage(PAGE_SIZE)
                .aws(dynamoDb.settings())
                .build();
    }

    @Override
    public OptionalInt listPageSize() {
        return OptionalInt.of(PAGE_SIZE);
    }

    @Override
    public Optional<String> onlyStream() {
        return Optional.of("words");
    }
}
