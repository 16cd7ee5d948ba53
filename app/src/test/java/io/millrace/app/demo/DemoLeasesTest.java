package io.millrace.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the demonstration keeps its leases. */
class DemoLeasesTest {
    private static final StreamBinding BINDING =
            new StreamBinding(new StreamIdentity("words", "arn:words", Instant.EPOCH), Instant.EPOCH);

    @TempDir
    private Path folder;

    @Test
    void aTemporaryFileIsThereWhileItIsNeededAndNoLonger() throws Exception {
        try (DemoLeases leases = DemoLeases.temporaryBelow(folder)) {
            assertThat(folder).isDirectoryRecursivelyContaining("glob:**/leases.db");
            bind(leases);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aMemoryIsSharedByTheWorkersOfOneDemonstrationAlone() {
        try (DemoLeases leases = DemoLeases.at(new LeaseStoreAddress.Memory());
                DemoLeases others = DemoLeases.at(new LeaseStoreAddress.Memory())) {
            bind(leases);
            assertThat(others.entries(EntryKind.STREAM_BINDING, Entry.class)).isEmpty();
        }
    }

    @Test
    void aFileStaysAndIsNotUsedForAnotherStream() {
        LeaseStoreAddress address = new LeaseStoreAddress.LocalFile(folder.resolve("leases.db"));
        try (DemoLeases leases = DemoLeases.at(address)) {
            bind(leases);
        }
        assertThat(folder.resolve("leases.db")).exists();

        assertThatThrownBy(() -> DemoLeases.at(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(address + " has leases of an application 'word-count' already");
    }

    @Test
    void aFileThatCannotBeMadeIsRefused() throws Exception {
        Path occupied = Files.createDirectory(folder.resolve("leases.db"));
        assertThatThrownBy(() -> DemoLeases.at(new LeaseStoreAddress.LocalFile(occupied)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be opened");
    }

    private static void bind(DemoLeases leases) {
        try (LeaseStore worker = leases.store()) {
            assertThat(answer(worker.open())).isEqualTo(new OpenAnswer.Ready());
            assertThat(answer(worker.create(BINDING))).isEqualTo(new WriteAnswer.Applied(1));
            assertThat(leases.entries(EntryKind.STREAM_BINDING, StreamBinding.class))
                    .containsExactly(BINDING);
        }
    }

    private static <A> A answer(CompletionStage<A> stage) {
        return stage.toCompletableFuture().join();
    }
}
