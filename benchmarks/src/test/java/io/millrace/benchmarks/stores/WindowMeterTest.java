package io.millrace.benchmarks.stores;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.store.LeaseStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WindowMeterTest {
    private static final Lease LEASE = Lease.unowned(
            new LeaseKey("words", ShardId.ofOrdinal(0)),
            HashKeyRange.WHOLE,
            ImmutableList.of(),
            true,
            Checkpoint.TRIM_HORIZON);

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void countsInItsWindowOnlyAndBySecond() {
        WindowMeter meter = new WindowMeter(nanos::get, Duration.ofSeconds(10), Duration.ofSeconds(20));
        LeaseStore store = meter.on(InMemoryLeaseTable.create().store("application"));
        store.create(LEASE);
        at(Duration.ofSeconds(10));
        store.replace(LEASE, 1);
        store.read(LEASE.entryKey());
        store.list(EntryKind.LEASE, Optional.empty());
        store.list(EntryKind.SESSION, Optional.empty());
        at(Duration.ofSeconds(20));
        store.replace(LEASE, 2);

        assertThat(meter.load("id", "title"))
                .isEqualTo(new Load("id", "title", false, 0.1, 0, 0.1, 0.2, 0.1, 35, 0.1, 0.25));
    }

    private void at(Duration time) {
        nanos.set(time.toNanos());
    }
}
