package io.millrace.adapters.jdbc;

import io.millrace.domain.stream.RecordPosition;
import io.millrace.ports.processing.Checkpointer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What transactional processors find in a batch: their checkpoint is stored when they have returned, and not before. */
enum NoCheckpointer implements Checkpointer {
    INSTANCE;

    @Override
    public void checkpoint() {
        throw refusal();
    }

    @Override
    public void checkpoint(RecordPosition position) {
        throw refusal();
    }

    @Override
    public CompletionStage<Void> checkpointAsync(RecordPosition position) {
        throw refusal();
    }

    @Override
    public PreparedCheckpoint prepare(RecordPosition position, Optional<String> state) {
        throw refusal();
    }

    private static UnsupportedOperationException refusal() {
        return new UnsupportedOperationException("the checkpoint behind the last record of the batch is stored when"
                + " process(...) has returned, in the transaction with its results; do not ask for one");
    }
}
