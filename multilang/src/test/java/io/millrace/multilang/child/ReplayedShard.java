package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.stream.RecordPosition;
import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.ShardContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/**
 * One shard in one life of its processor: the engine's calls, one after the other on a thread of their own, and the lease
 * store, which answers when the conversation does.
 */
final class ReplayedShard implements Checkpointer, AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    interface Call {
        void run(RecordProcessor processor) throws Exception;
    }

    /** @param position empty for everything handed over, or the end of the shard */
    private record Asked(Optional<RecordPosition> position, CompletableFuture<Void> answer) {}

    private final ShardContext shard;
    private final RecordProcessor processor;
    private final ExecutorService calls = Executors.newSingleThreadExecutor();
    private final LinkedBlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final ArrayDeque<Optional<RecordPosition>> requested = new ArrayDeque<>();
    private final List<String> reported = new ArrayList<>();
    private final List<Throwable> thrown = new CopyOnWriteArrayList<>();

    ReplayedShard(ShardContext shard, RecordProcessor processor) {
        this.shard = shard;
        this.processor = processor;
    }

    /** Makes a call once those before it have returned. */
    void call(Call call) {
        calls.execute(() -> {
            try {
                call.run(processor);
            } catch (Exception | AssertionError failed) {
                thrown.add(failed);
            }
        });
    }

    void initialize() {
        call(initialized -> initialized.initialize(shard));
    }

    void process(JsonNode frame) {
        JsonNode behind = frame.get("millisBehindLatest");
        RecordBatch batch = new RecordBatch(
                shard,
                ConversationJson.records(frame.get("records")),
                // The engine always knows; the port to it has no other word for what is not known.
                Duration.ofMillis(behind.isNull() ? -1 : behind.asLong()),
                frame.get("attempt").asInt(),
                this);
        call(processing -> processing.processRecords(batch));
    }

    /** The client asks for a checkpoint. */
    void requests(Optional<RecordPosition> position) {
        requested.add(position);
    }

    /** The store answers the oldest request of the client that it has not answered, as soon as the daemon has asked it. */
    void answer(Optional<CheckpointException> refused) throws InterruptedException {
        Asked next = asked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("the checkpoint that the daemon asks the store for").isNotNull();
        assertThat(next.position()).isEqualTo(requested.remove());
        refused.ifPresentOrElse(
                next.answer()::completeExceptionally, () -> next.answer().complete(null));
    }

    /** The client says that it failed. */
    void reports(String error) {
        reported.add(error);
    }

    /** All calls return, and those fail of which the client says so. */
    void requireEnd(Class<? extends Exception> failure) throws InterruptedException {
        calls.shutdown();
        assertThat(calls.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(thrown).hasSameSizeAs(reported).allMatch(failure::isInstance);
        for (int i = 0; i < thrown.size(); i++) {
            assertThat(thrown.get(i)).hasMessageContaining(reported.get(i));
        }
    }

    @Override
    public void checkpoint() throws CheckpointException {
        try {
            ask(Optional.empty()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw (CheckpointException) failed.getCause();
        } catch (InterruptedException | TimeoutException unanswered) {
            throw new AssertionError(unanswered);
        }
    }

    @Override
    public void checkpoint(RecordPosition position) {
        throw new UnsupportedOperationException("frames have positions stored without waiting");
    }

    @Override
    public CompletionStage<Void> checkpointAsync(RecordPosition position) {
        return ask(Optional.of(position));
    }

    private CompletableFuture<Void> ask(Optional<RecordPosition> position) {
        Asked next = new Asked(position, new CompletableFuture<>());
        asked.add(next);
        return next.answer();
    }

    @Override
    public PreparedCheckpoint prepare(RecordPosition position, Optional<String> state) {
        throw new UnsupportedOperationException("children do not prepare checkpoints");
    }

    @Override
    public void close() {
        calls.shutdownNow();
    }
}
