package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import java.util.Objects;

/**
 * One call of user code.
 *
 * @param run whose
 * @param kind which method
 * @param records what is handed over; empty but for a batch
 * @param attempt of the batch, from 1; 0 for other calls
 */
public record ProcessorCall(ProcessorRun run, Kind kind, ImmutableList<StreamRecord> records, int attempt) {
    /** The method that is called. */
    public enum Kind {
        INITIALIZE,
        PROCESS_RECORDS,
        LEASE_LOST,
        SHARD_ENDED,
        SHUTDOWN_REQUESTED;

        /** Whether nothing may follow it. */
        public boolean isLast() {
            return ordinal() > PROCESS_RECORDS.ordinal();
        }
    }

    public ProcessorCall {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(records, "records");
    }

    public static ProcessorCall of(ProcessorRun run, Kind kind) {
        return new ProcessorCall(run, kind, ImmutableList.of(), 0);
    }

    public ShardId shard() {
        return run.shard().shardId();
    }

    public boolean isBatch() {
        return kind == Kind.PROCESS_RECORDS;
    }

    @Override
    public String toString() {
        return isBatch()
                ? kind + " " + records.size() + " from "
                        + records.get(0).position()
                        + (attempt == 1 ? "" : " attempt " + attempt)
                : kind.toString();
    }
}
