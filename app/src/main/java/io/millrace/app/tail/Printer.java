package io.millrace.app.tail;

import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Prints the records of all shards of a worker, each line whole. Safe for use from any thread. */
public final class Printer {
    private final PrintWriter out;
    private final RecordFormat format;
    private final OptionalLong limit;
    private final Runnable enough;
    private long printed;
    private boolean closed;

    /**
     * @param limit how many records to print; empty for all
     * @param enough called once, when the limit is reached or nobody reads any more
     */
    public Printer(PrintWriter out, RecordFormat format, OptionalLong limit, Runnable enough) {
        this.out = out;
        this.format = format;
        this.limit = limit;
        this.enough = enough;
    }

    /**
     * The processor of one shard. It checkpoints by itself, exactly what was printed, so the consumer's policy has to be
     * the manual one.
     *
     * @param interval how often, at most
     */
    public RecordProcessor forShard(Duration interval) {
        return new ShardPrinter(this, interval);
    }

    /** Prints a batch, or as much of it as is wanted; the position of the last record that was printed. */
    synchronized Optional<RecordPosition> print(RecordBatch batch) {
        Optional<RecordPosition> last = Optional.empty();
        for (StreamRecord record : batch.records()) {
            if (closed) {
                break;
            }
            out.println(format.format(batch.shard().shardId(), record));
            printed++;
            last = Optional.of(record.position());
            if (limit.isPresent() && printed >= limit.getAsLong()) {
                end();
            }
        }
        // Also flushes.
        if (out.checkError()) {
            end();
            return Optional.empty();
        }
        return last;
    }

    private void end() {
        if (!closed) {
            closed = true;
            enough.run();
        }
    }

    /** Whether nothing more is printed. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** How many records were printed. */
    public synchronized long printed() {
        return printed;
    }
}
