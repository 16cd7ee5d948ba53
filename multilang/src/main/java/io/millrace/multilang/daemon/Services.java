package io.millrace.multilang.daemon;

import io.millrace.adapters.aws.KclFinding;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;

/** What a daemon works with: AWS, or in tests something in its place. */
interface Services {
    /**
     * The stream; the caller closes it.
     *
     * @throws IllegalArgumentException naming every setting that is wrong
     */
    RecordSource recordSource();

    /**
     * Where the leases are.
     *
     * @param address which store
     * @param createTableIfMissing whether opening it may create its table
     * @throws IllegalArgumentException naming every setting that is wrong
     */
    LeaseStore leaseStore(LeaseStoreAddress address, boolean createTableIfMissing);

    /** Looks for KCL's own leases of the application; blocks. */
    KclFinding kclLeases() throws InterruptedException;
}
