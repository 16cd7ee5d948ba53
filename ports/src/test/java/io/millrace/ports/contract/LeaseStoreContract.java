package io.millrace.ports.contract;

import static io.millrace.ports.contract.Answers.answer;

import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.OpenAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;

/**
 * What every lease store must do. Extend it in a test class, implement {@link #store(String)} and run it:
 *
 * <pre>{@code
 * class MyLeaseStoreTest extends LeaseStoreContract {
 *     private final MyTable table = new MyTable();
 *
 *     public LeaseStore store(String application) {
 *         return new MyLeaseStore(table, application);
 *     }
 * }
 * }</pre>
 *
 * <p>The tests are grouped by what they are about: {@link LeaseStoreOpening}, {@link LeaseStoreWriting},
 * {@link LeaseStoreRoundTrips}, {@link LeaseStoreListing}, {@link LeaseStoreConcurrency}. They hold for stores whose
 * listings are stale for a while, and need an application of their own each, not a table of their own.
 */
@DisplayName("A lease store")
public abstract class LeaseStoreContract
        implements LeaseStoreOpening,
                LeaseStoreWriting,
                LeaseStoreRoundTrips,
                LeaseStoreListing,
                LeaseStoreConcurrency {
    private final String application = "contract-" + UUID.randomUUID();
    private final List<LeaseStore> stores = new ArrayList<>();
    private LeaseStore store;

    @BeforeEach
    final void openTheStoreOfThisTest() {
        store = openStore(application);
    }

    @AfterEach
    final void closeAllStores() {
        stores.forEach(LeaseStore::close);
    }

    @Override
    public final String application() {
        return application;
    }

    @Override
    public final LeaseStore openStore(String itsApplication) {
        LeaseStore opened = store(itsApplication);
        stores.add(opened);
        answer(OpenAnswer.Ready.class, opened.open());
        return opened;
    }

    @Override
    public final LeaseStore store() {
        return store;
    }
}
