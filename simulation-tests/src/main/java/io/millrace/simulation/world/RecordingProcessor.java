package io.millrace.simulation.world;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.ShardContext;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.invariant.ProcessorCall;
import io.millrace.simulation.invariant.ProcessorRun;
import io.millrace.simulation.kernel.SimulatedProcess;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tells the simulator of each call of a processor, when it begins and when, in virtual time, it ends. */
final class RecordingProcessor implements RecordProcessor {
    private final RecordProcessor processor;
    private final ProcessorRun run;
    private final SimulatedProcess process;
    private final Observer observer;
    private @Nullable RecordPosition lastHandedOver;

    RecordingProcessor(RecordProcessor processor, ProcessorRun run, SimulatedProcess process, Observer observer) {
        this.processor = processor;
        this.run = run;
        this.process = process;
        this.observer = observer;
    }

    @Override
    public void initialize(ShardContext shard) throws Exception {
        record(ProcessorCall.of(run, ProcessorCall.Kind.INITIALIZE), () -> processor.initialize(shard));
    }

    @Override
    public void processRecords(RecordBatch batch) throws Exception {
        ProcessorCall call =
                new ProcessorCall(run, ProcessorCall.Kind.PROCESS_RECORDS, batch.records(), batch.attempt());
        RecordBatch recorded = new RecordBatch(
                batch.shard(),
                batch.records(),
                batch.behindLatest(),
                batch.attempt(),
                new RecordingCheckpointer(batch.checkpointer()));
        lastHandedOver = batch.records().get(batch.records().size() - 1).position();
        record(call, () -> processor.processRecords(recorded));
    }

    @Override
    public void leaseLost() throws Exception {
        record(ProcessorCall.of(run, ProcessorCall.Kind.LEASE_LOST), processor::leaseLost);
    }

    @Override
    public void shardEnded(Checkpointer checkpointer) throws Exception {
        record(
                ProcessorCall.of(run, ProcessorCall.Kind.SHARD_ENDED),
                () -> processor.shardEnded(new RecordingCheckpointer(checkpointer)));
    }

    @Override
    public void shutdownRequested(Checkpointer checkpointer) throws Exception {
        record(
                ProcessorCall.of(run, ProcessorCall.Kind.SHUTDOWN_REQUESTED),
                () -> processor.shutdownRequested(new RecordingCheckpointer(checkpointer)));
    }

    private void record(ProcessorCall call, UserCode code) throws Exception {
        observer.began(call);
        try {
            code.run();
        } catch (Exception | SimulatedUserError | AssertionError | LinkageError thrown) {
            process.atTheEndOfTheCall(() -> observer.threw(call, thrown));
            throw thrown;
        }
        process.atTheEndOfTheCall(() -> observer.returned(call));
    }

    @FunctionalInterface
    private interface UserCode {
        void run() throws Exception;
    }

    /** Tells the simulator of the checkpoints that user code was told are stored. */
    private final class RecordingCheckpointer implements Checkpointer {
        private final Checkpointer checkpointer;

        private RecordingCheckpointer(Checkpointer checkpointer) {
            this.checkpointer = checkpointer;
        }

        @Override
        public void checkpoint() throws CheckpointException, InterruptedException {
            RecordPosition last = lastHandedOver;
            if (last != null) {
                observer.asked(run, last);
            }
            checkpointer.checkpoint();
        }

        @Override
        public void checkpoint(RecordPosition position) throws CheckpointException, InterruptedException {
            observer.asked(run, position);
            checkpointer.checkpoint(position);
            observer.confirmed(run, Checkpoint.at(position));
        }

        @Override
        public CompletionStage<Void> checkpointAsync(RecordPosition position) {
            observer.asked(run, position);
            return checkpointer
                    .checkpointAsync(position)
                    .thenRun(() -> observer.confirmed(run, Checkpoint.at(position)));
        }

        @Override
        public PreparedCheckpoint prepare(RecordPosition position, Optional<String> state)
                throws CheckpointException, InterruptedException {
            observer.asked(run, position);
            return checkpointer.prepare(position, state);
        }
    }
}
