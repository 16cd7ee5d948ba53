package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A lease that a test has taken, and the part of the engine that stores its checkpoints, without a second try. */
final class LeaseInHand implements Checkpointer {
    private final JdbcLeaseStore store;
    private Lease lease = Samples.LEASE;
    private long revision = 1;

    LeaseInHand(JdbcLeaseStore store) {
        this.store = store;
        Stages.answer(OpenAnswer.Ready.class, store.open());
        Stages.answer(WriteAnswer.Applied.class, store.create(lease));
        Lease taken = lease.withOwnership(lease.ownership().takenBy(new SessionId("own")));
        Stages.answer(WriteAnswer.Applied.class, send(taken));
        lease = taken;
        revision++;
    }

    ShardContext shard() {
        return new ShardContext(lease.key(), "worker", lease.ownership().epoch(), lease.checkpoint(), Optional.empty());
    }

    Lease lease() {
        return lease;
    }

    /** The lease with a checkpoint at a record. */
    Lease at(int number) {
        return lease.withCheckpoint(Checkpoint.at(position(number)), Optional.empty());
    }

    /** Replaces what stands in the store as far as this one knows. */
    CompletionStage<WriteAnswer> send(Lease next) {
        return store.replace(next, revision);
    }

    private static RecordPosition position(int number) {
        return RecordPosition.of(SequenceNumber.of(number));
    }

    /** A batch of these records. */
    RecordBatch batch(int first, int last) {
        ImmutableList.Builder<StreamRecord> records = ImmutableList.builder();
        for (int number = first; number <= last; number++) {
            records.add(new StreamRecord(
                    position(number), "key", Optional.empty(), Instant.EPOCH, "mill".getBytes(StandardCharsets.UTF_8)));
        }
        return new RecordBatch(shard(), records.build(), Duration.ZERO, 1, this);
    }

    @Override
    public void checkpoint(RecordPosition position) throws CheckpointException {
        Lease next = lease.withCheckpoint(Checkpoint.at(position), Optional.empty());
        WriteAnswer answer = Stages.answer(WriteAnswer.class, send(next));
        if (!(answer instanceof WriteAnswer.Applied applied)) {
            throw new CheckpointException(CheckpointException.Reason.STORE_FAILED, answer.toString());
        }
        lease = next;
        revision = applied.revision();
    }

    @Override
    public void checkpoint() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> checkpointAsync(RecordPosition position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PreparedCheckpoint prepare(RecordPosition position, Optional<String> state) {
        throw new UnsupportedOperationException();
    }
}
