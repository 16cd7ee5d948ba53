package io.millrace.multilang.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.KclFinding;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon with real children, on a stream and leases in memory. */
class DaemonRunTest {
    /** Writes what it is told to a file, checkpoints after each batch, and acknowledges. */
    private static final String CHILD = """
            say() { printf '%s\\n' "$1"; }
            while IFS= read -r line; do
              action=${line#*'"action":"'}
              action=${action%%'"'*}
              say "$line" >>"$1"
              case $action in
                processRecords | shardEnded | shutdownRequested)
                  say '{"action":"checkpoint","sequenceNumber":null,"subSequenceNumber":null}'
                  IFS= read -r answer
                  say "$answer" >>"$1"
                  ;;
              esac
              say '{"action":"status","responseFor":"'"$action"'"}'
            done
            """;

    private final InMemoryStream stream = InMemoryStream.create("words", 1);
    private final FakeServices services = new FakeServices(new KclFinding.Absent(), Optional.of(stream));
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    @TempDir
    private Path folder;

    private Path told;

    @BeforeEach
    void name() {
        told = folder.resolve("told");
    }

    private Thread start(DaemonSettings settings) {
        Thread thread = new Thread(() -> {
            try {
                status.complete(new Daemon(settings, services).run());
            } catch (Throwable failed) {
                status.completeExceptionally(failed);
            }
        });
        thread.start();
        return thread;
    }

    private DaemonSettings withChild() throws Exception {
        Path script = Files.writeString(folder.resolve("child.sh"), CHILD);
        return SomeSettings.running(false, "sh", script.toString(), told.toString());
    }

    private void awaitTold(String part) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> Files.exists(told) && Files.readString(told).contains(part));
    }

    @Test
    void handsRecordsToTheChildAndEndsInOrderWhenTheStreamIsGone() throws Exception {
        stream.put("key", "a word");
        start(withChild());
        awaitTold("\"action\":\"checkpoint\"");

        stream.delete();

        assertThat(status.get(1, TimeUnit.MINUTES)).isEqualTo(ExitStatus.STOPPED);
        List<String> lines = Files.readAllLines(told);
        assertThat(lines.get(0)).contains("\"action\":\"initialize\"", "TRIM_HORIZON");
        assertThat(lines.get(1)).contains("\"partitionKey\":\"key\"", "YSB3b3Jk");
        assertThat(lines.get(2)).contains("\"error\":null");
        assertThat(checkpoint()).isInstanceOf(Checkpoint.At.class);
    }

    @Test
    void whoeverEndsItHasTheChildCheckpointFirst() throws Exception {
        stream.put("key", "a word");
        Thread daemon = start(withChild());
        awaitTold("\"action\":\"checkpoint\"");

        daemon.interrupt();

        assertThat(status)
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(InterruptedException.class);
        assertThat(Files.readString(told)).contains("\"action\":\"shutdownRequested\"", "\"action\":\"leaseLost\"");
    }

    @Test
    void aChildThatFailsEndsItIfItIsToldSo() {
        start(SomeSettings.running(true, "sh", "-c", "exit 3"));

        assertThat(status).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void doesNotStartWithoutItsStream() {
        stream.delete();
        start(SomeSettings.running(false, "sh", "-c", "exit 3"));

        assertThat(status).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(ExitStatus.FAILED);
    }

    private Checkpoint checkpoint() throws Exception {
        try (LeaseStore store = services.leaseStore(new LeaseStoreAddress.Memory(), false)) {
            ListAnswer.Page page = (ListAnswer.Page) store.list(EntryKind.LEASE, Optional.empty())
                    .toCompletableFuture()
                    .get();
            return ((Lease) page.entries().get(0).entry()).checkpoint();
        }
    }
}
