package io.millrace.app.simulate;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.Lease;
import io.millrace.ports.store.ForwardingLeaseStore;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.util.concurrent.CompletionStage;

/** A planted bug: leases are replaced whatever their revision is. */
record VersionBlindStore(LeaseStore store) implements ForwardingLeaseStore {
    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        if (!(entry instanceof Lease)) {
            return store.replace(entry, expectedRevision);
        }
        return store.read(entry.entryKey())
                .thenCompose(answer -> answer instanceof ReadAnswer.Found found
                        ? store.replace(entry, found.found().revision())
                        : store.replace(entry, expectedRevision));
    }
}
