package io.millrace.app.tail;

import io.millrace.domain.stream.RecordPosition;
import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import java.time.Duration;
import java.util.Optional;

/** Prints the records of one shard and checkpoints what was printed, never what came after the printer's end. */
final class ShardPrinter implements RecordProcessor {
    private final Printer printer;
    private final Duration interval;
    private Optional<RecordPosition> due = Optional.empty();
    private long checkpointedNanos = System.nanoTime();

    ShardPrinter(Printer printer, Duration interval) {
        this.printer = printer;
        this.interval = interval;
    }

    @Override
    public void processRecords(RecordBatch batch) throws Exception {
        due = printer.print(batch).or(() -> due);
        if (System.nanoTime() - checkpointedNanos >= interval.toNanos()) {
            checkpoint(batch.checkpointer());
        }
    }

    @Override
    public void shutdownRequested(Checkpointer checkpointer) throws Exception {
        checkpoint(checkpointer);
    }

    @Override
    public void shardEnded(Checkpointer checkpointer) throws Exception {
        if (printer.isClosed()) {
            checkpoint(checkpointer);
        } else {
            checkpointer.checkpoint();
        }
    }

    private void checkpoint(Checkpointer checkpointer) throws CheckpointException, InterruptedException {
        if (due.isPresent()) {
            checkpointer.checkpoint(due.get());
            due = Optional.empty();
            checkpointedNanos = System.nanoTime();
        }
    }
}
