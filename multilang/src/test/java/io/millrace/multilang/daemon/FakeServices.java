package io.millrace.multilang.daemon;

import io.millrace.adapters.aws.KclFinding;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;
import java.util.concurrent.atomic.AtomicInteger;

/** Leases in memory, KCL's table as the test says, and no stream. */
final class FakeServices implements Services {
    final InMemoryLeaseTable table = InMemoryLeaseTable.create();
    final AtomicInteger looks = new AtomicInteger();
    private final KclFinding kcl;

    FakeServices(KclFinding kcl) {
        this.kcl = kcl;
    }

    @Override
    public RecordSource recordSource() {
        throw new IllegalArgumentException("region: is not set");
    }

    @Override
    public LeaseStore leaseStore(boolean createTableIfMissing) {
        return table.store("counter");
    }

    @Override
    public KclFinding kclLeases() {
        looks.incrementAndGet();
        return kcl;
    }
}
