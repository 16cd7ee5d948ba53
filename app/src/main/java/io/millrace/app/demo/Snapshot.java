package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import java.time.Duration;

/**
 * All that there is to see of the demonstration at a moment.
 *
 * @param elapsed since it began
 * @param total about how long it will take
 * @param act what is going on, in a few words
 * @param workers all there ever were
 * @param shards all there ever were
 * @param put how many words were put
 * @param processed how many different records were processed
 * @param duplicates how many times a record was processed again
 * @param events the latest, oldest first
 */
record Snapshot(
        Duration elapsed,
        Duration total,
        String act,
        ImmutableList<WorkerRow> workers,
        ImmutableList<ShardRow> shards,
        long put,
        long processed,
        long duplicates,
        ImmutableList<Ticker.Line> events) {
    /**
     * @param name the worker's
     * @param state what has become of it
     * @param leader whether it plans for the fleet
     * @param shards how many it owns
     * @param processed how many records it processed
     */
    record WorkerRow(String name, DemoWorker.State state, boolean leader, int shards, long processed) {}

    /** How far a shard is. */
    enum ShardState {
        /** Takes records. */
        OPEN,
        /** Takes no more records; some are still to be processed. */
        CLOSED,
        /** Processed to its end. */
        FINISHED
    }

    /**
     * @param name the shard's, short
     * @param state how far it is
     * @param owner the worker that has its lease; empty when nobody has
     * @param backlog what is still to be processed
     * @param deliveredBy who delivered in each slice of time from the beginning of the demonstration; empty for nobody
     * @param bornInSlice the slice in which it was made
     * @param endedInSlice the slice in which it was finished; the greatest int while it is not
     */
    record ShardRow(
            String name,
            ShardState state,
            String owner,
            Scoreboard.Backlog backlog,
            ImmutableList<String> deliveredBy,
            int bornInSlice,
            int endedInSlice) {}

    long waiting() {
        return put - processed;
    }
}
