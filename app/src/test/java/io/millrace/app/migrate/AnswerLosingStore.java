package io.millrace.app.migrate;

import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Makes the second write and loses its answer. */
final class AnswerLosingStore extends ForwardingStore {
    private int writes;

    AnswerLosingStore(LeaseStore store) {
        super(store);
    }

    @Override
    CompletionStage<WriteAnswer> write(Supplier<CompletionStage<WriteAnswer>> call) {
        CompletionStage<WriteAnswer> answer = call.get();
        return ++writes == 2
                ? CompletableFuture.completedFuture(
                        new WriteAnswer.Failed(new StoreFailure(StoreFailure.Kind.UNKNOWN, "The answer was lost.")))
                : answer;
    }
}
