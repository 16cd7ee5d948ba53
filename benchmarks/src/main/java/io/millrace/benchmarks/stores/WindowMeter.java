package io.millrace.benchmarks.stores;

import io.millrace.domain.lease.EntryKind;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.simulation.report.StoreMeter;
import io.millrace.simulation.report.StoreUse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** Counts what a fleet asks of its stores from one moment of its time until another. For one thread. */
final class WindowMeter {
    /** As the meter of the simulator reckons the items of DynamoDB. */
    private static final int LEASE_BYTES = 350;

    private static final int SESSION_BYTES = 300;

    private final LongSupplier nanos;
    private final Duration from;
    private final Duration until;
    private final StoreMeter meter = new StoreMeter();
    private long entriesListed;
    private long bytesListed;

    /** @param nanos the fleet's time, from zero */
    WindowMeter(LongSupplier nanos, Duration from, Duration until) {
        this.nanos = nanos;
        this.from = from;
        this.until = until;
    }

    /** The same store, and whoever calls it is counted here. */
    LeaseStore on(LeaseStore store) {
        LeaseStore counted = meter.on(store);
        return new ForwardingLeaseStore() {
            @Override
            LeaseStore store() {
                return isOpen() ? counted : store;
            }

            @Override
            public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
                boolean open = isOpen();
                return store().list(kind, pageToken).thenApply(answer -> {
                    if (open && answer instanceof ListAnswer.Page page) {
                        countListing(kind, page.entries().size());
                    }
                    return answer;
                });
            }
        };
    }

    private boolean isOpen() {
        long now = nanos.getAsLong();
        return now >= from.toNanos() && now < until.toNanos();
    }

    private void countListing(EntryKind kind, int entries) {
        entriesListed += entries;
        bytesListed += (long) entries * (kind == EntryKind.LEASE ? LEASE_BYTES : SESSION_BYTES);
    }

    /** What was counted, by the second. */
    Load load(String id, String title) {
        double seconds = until.minus(from).toNanos() / 1e9;
        StoreUse use = meter.use();
        long leases = count(use.writes(), " lease");
        return new Load(
                id,
                title,
                false,
                leases / seconds,
                (use.writeCount() - leases) / seconds,
                count(use.reads(), "read ") / seconds,
                count(use.reads(), "list ") / seconds,
                entriesListed / seconds,
                bytesListed / seconds,
                use.writeUnits() / seconds,
                use.readUnits() / seconds);
    }

    private static long count(Map<String, Long> calls, String part) {
        return calls.entrySet().stream()
                .filter(call -> call.getKey().contains(part))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
