package io.millrace.benchmarks.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.domain.lease.EntryKind;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CutOffTest {
    @Test
    void callsAreAnsweredUntilItIsCutAndNeverAfterwards() {
        CutOff world = new CutOff();
        LeaseStore store =
                world.behind(LeaseStore.class, InMemoryLeaseTable.create().store("application"));
        assertThat(store.application()).isEqualTo("application");
        assertThat(store.sharing()).isEmpty();
        assertThat(store.list(EntryKind.LEASE, Optional.empty()).toCompletableFuture())
                .isCompletedWithValueMatching(ListAnswer.Page.class::isInstance);

        world.now();

        assertThat(store.list(EntryKind.LEASE, Optional.empty()).toCompletableFuture())
                .isNotDone();
    }
}
