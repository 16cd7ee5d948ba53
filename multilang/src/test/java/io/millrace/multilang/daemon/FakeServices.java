package io.millrace.multilang.daemon;

import io.millrace.adapters.aws.KclFinding;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Leases in memory, KCL's table as the test says, and a stream if there is one. */
final class FakeServices implements Services {
    final InMemoryLeaseTable table = InMemoryLeaseTable.create();
    final AtomicInteger looks = new AtomicInteger();
    private final KclFinding kcl;
    private final Optional<InMemoryStream> stream;

    FakeServices(KclFinding kcl) {
        this(kcl, Optional.empty());
    }

    FakeServices(KclFinding kcl, Optional<InMemoryStream> stream) {
        this.kcl = kcl;
        this.stream = stream;
    }

    @Override
    public RecordSource recordSource() {
        return stream.orElseThrow(() -> new IllegalArgumentException("region: is not set"))
                .source();
    }

    @Override
    public LeaseStore leaseStore(LeaseStoreAddress address, boolean createTableIfMissing) {
        return table.store("counter");
    }

    @Override
    public KclFinding kclLeases() {
        looks.incrementAndGet();
        return kcl;
    }
}
