package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Entries to write, and the failures in answers. */
final class Samples {
    static final Lease LEASE = lease(0);

    private Samples() {}

    static Lease lease(int ordinal) {
        return Lease.unowned(
                new LeaseKey("words", ShardId.ofOrdinal(ordinal)),
                HashKeyRange.of("0", "99"),
                ImmutableList.of(),
                true,
                Checkpoint.TRIM_HORIZON);
    }

    static WorkerSession session(String id, long heartbeat) {
        return new WorkerSession(
                new SessionId(id), "worker", WorkerSession.State.ACTIVE, heartbeat, Duration.ofSeconds(5), 1, 0);
    }

    static StoreFailure notOpened(CompletionStage<OpenAnswer> stage) {
        return Stages.answer(OpenAnswer.Failed.class, stage).failure();
    }

    static StoreFailure notWritten(CompletionStage<WriteAnswer> stage) {
        return Stages.answer(WriteAnswer.Failed.class, stage).failure();
    }

    static StoreFailure notRead(CompletionStage<ReadAnswer> stage) {
        return Stages.answer(ReadAnswer.Failed.class, stage).failure();
    }

    static StoreFailure notListed(CompletionStage<ListAnswer> stage) {
        return Stages.answer(ListAnswer.Failed.class, stage).failure();
    }
}
