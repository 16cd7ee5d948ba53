package io.millrace.engine.consumption;

import io.millrace.domain.stream.RecordPosition;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.Checkpointer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** The checkpointer that user code holds: carries each request on to the loop and waits there, not here, for the store. */
final class ShardCheckpointer implements Checkpointer {
    private static final int LONGEST_STATE = 4_096;

    /** What the shard does about requests; called on the loop. */
    interface Requests {
        /** @param position empty: everything handed over so far, or the shard's end if that was reached */
        void checkpoint(Optional<RecordPosition> position, CompletableFuture<Void> answer);

        void prepare(RecordPosition position, Optional<String> state, CompletableFuture<Void> answer);
    }

    private final WorkerContext context;
    private final Requests requests;

    ShardCheckpointer(WorkerContext context, Requests requests) {
        this.context = context;
        this.requests = requests;
    }

    @Override
    public void checkpoint() throws CheckpointException, InterruptedException {
        await(request(Optional.empty()));
    }

    @Override
    public void checkpoint(RecordPosition position) throws CheckpointException, InterruptedException {
        await(request(Optional.of(position)));
    }

    @Override
    public CompletionStage<Void> checkpointAsync(RecordPosition position) {
        CompletableFuture<Void> given = new CompletableFuture<>();
        // What the caller hangs on to the answer is user code, so it is completed where user code runs.
        context.onLoop(
                request(Optional.of(position)),
                (stored, problem) -> context.runtime().processors().execute(() -> {
                    if (problem == null) {
                        given.complete(null);
                    } else {
                        given.completeExceptionally(problem);
                    }
                }));
        return given;
    }

    @Override
    public PreparedCheckpoint prepare(RecordPosition position, Optional<String> state)
            throws CheckpointException, InterruptedException {
        if (state.isPresent() && state.get().length() > LONGEST_STATE) {
            throw new IllegalArgumentException("the state of a prepared checkpoint has "
                    + state.get().length() + " characters; the most is " + LONGEST_STATE);
        }
        CompletableFuture<Void> answer = new CompletableFuture<>();
        context.execute(() -> requests.prepare(position, state, answer));
        await(answer);
        return new Prepared(position);
    }

    private CompletableFuture<Void> request(Optional<RecordPosition> position) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        context.execute(() -> requests.checkpoint(position, answer));
        return answer;
    }

    private void await(CompletableFuture<Void> answer) throws CheckpointException, InterruptedException {
        try {
            context.runtime().processors().await(answer);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof CheckpointException refused) {
                throw new CheckpointException(refused.reason(), String.valueOf(refused.getMessage()));
            }
            throw new IllegalStateException("a checkpoint ended in an unexpected way", failed);
        }
    }

    private final class Prepared implements PreparedCheckpoint {
        private final RecordPosition position;

        Prepared(RecordPosition position) {
            this.position = position;
        }

        @Override
        public RecordPosition position() {
            return position;
        }

        @Override
        public void commit() throws CheckpointException, InterruptedException {
            checkpoint(position);
        }
    }
}
