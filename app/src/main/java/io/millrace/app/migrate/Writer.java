package io.millrace.app.migrate;

import io.millrace.app.leases.StoreCalls;
import io.millrace.domain.lease.LeaseWriteRules;
import io.millrace.domain.lease.LeaseWriteRules.Resolution;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** Makes one write after the other, each until it is known to be made. Blocks; used by one thread. */
final class Writer {
    private final LeaseStore store;

    Writer(LeaseStore store) {
        this.store = store;
    }

    /** @throws IOException when it is not made, or nobody knows; with what to do about it */
    void write(Write write) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            WriteAnswer answer = StoreCalls.await(send(write));
            if (answer instanceof WriteAnswer.Applied) {
                return;
            }
            if (answer instanceof WriteAnswer.Conflict conflict) {
                // The conflict may be with an earlier attempt of this very write, whose answer was lost.
                if (LeaseWriteRules.resolve(write.intended(), write.expectedRevision(), conflict.current())
                        == Resolution.APPLIED) {
                    return;
                }
                throw new IOException("Somebody else has written " + write.key() + " meanwhile: "
                        + conflict.current().map(Object::toString).orElse("it is gone") + ".");
            }
            StoreFailure failure = ((WriteAnswer.Failed) answer).failure();
            StoreCalls.pauseOrGiveUp(failure, attempt);
        }
    }

    private CompletionStage<WriteAnswer> send(Write write) {
        if (write instanceof Write.Create create) {
            return store.create(create.entry());
        }
        return write instanceof Write.Replace replace
                ? store.replace(replace.entry(), replace.expectedRevision())
                : store.delete(write.key(), write.expectedRevision());
    }
}
