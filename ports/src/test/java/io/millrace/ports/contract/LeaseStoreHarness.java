package io.millrace.ports.contract;

import io.millrace.ports.store.LeaseStore;
import java.util.Optional;
import java.util.OptionalInt;

/** What the tests of the kit build on; {@link LeaseStoreContract} provides all of it but {@link #store(String)}. */
public interface LeaseStoreHarness {
    /**
     * To be implemented: a new store, not opened yet, for this application. All stores that one test asks for keep their
     * entries in the same place (the same table); what tests leave behind may stay there. The kit closes the store.
     */
    LeaseStore store(String application);

    /**
     * To be overridden where the stores made here can be told how many entries a page of a listing holds: then the kit
     * checks that listings run over several pages. Something small, 10 say.
     */
    default OptionalInt listPageSize() {
        return OptionalInt.empty();
    }

    /**
     * To be overridden where an application's leases are all of one stream: its name. Empty if they may be of several, as
     * is usual.
     */
    default Optional<String> onlyStream() {
        return Optional.empty();
    }

    /** The application of this test, which no other test uses. */
    String application();

    /** A new store of this application, opened; closed at the end of the test. */
    LeaseStore openStore(String application);

    /** The store that this test uses, opened: of this test's application. */
    LeaseStore store();
}
