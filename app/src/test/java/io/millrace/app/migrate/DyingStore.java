package io.millrace.app.migrate;

import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Makes so many writes and no more. */
final class DyingStore extends ForwardingStore {
    private int left;

    DyingStore(LeaseStore store, int writes) {
        super(store);
        left = writes;
    }

    @Override
    CompletionStage<WriteAnswer> write(Supplier<CompletionStage<WriteAnswer>> call) {
        return left-- > 0
                ? call.get()
                : CompletableFuture.completedFuture(
                        new WriteAnswer.Failed(new StoreFailure(StoreFailure.Kind.REFUSED, "The store is dead.")));
    }
}
