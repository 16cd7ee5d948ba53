package io.millrace.app.tail;

import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Prints the records of all shards of a worker, each line whole. With a limit it checkpoints by itself, exactly what it
 * has printed: what comes after the limit is left to whoever reads on. One for all shards.
 */
public final class Printer implements RecordProcessor {
    private final PrintWriter out;
    private final RecordFormat format;
    private final OptionalLong limit;
    private final Runnable enough;
    private long printed;
    private boolean closed;

    /**
     * @param limit how many records to print; empty for all. With a limit the consumer's checkpoint policy is manual
     * @param enough called once, when the limit is reached or nobody reads any more
     */
    public Printer(PrintWriter out, RecordFormat format, OptionalLong limit, Runnable enough) {
        this.out = out;
        this.format = format;
        this.limit = limit;
        this.enough = enough;
    }

    @Override
    public void processRecords(RecordBatch batch) throws Exception {
        Optional<RecordPosition> last = print(batch);
        if (limit.isPresent()) {
            if (last.isPresent()) {
                batch.checkpointer().checkpoint(last.get());
            }
        } else if (last.isEmpty()) {
            // A normal return would count them as processed.
            throw new IllegalStateException("nobody reads what is printed any more");
        }
    }

    /** Prints a batch, or as much of it as is wanted; the position of the last record that was printed. */
    private synchronized Optional<RecordPosition> print(RecordBatch batch) {
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

    @Override
    public void shardEnded(Checkpointer checkpointer) throws Exception {
        if (limit.isPresent() && !isClosed()) {
            checkpointer.checkpoint();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** How many records were printed. */
    public synchronized long printed() {
        return printed;
    }
}
