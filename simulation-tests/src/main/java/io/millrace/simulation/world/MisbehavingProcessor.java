package io.millrace.simulation.world;

import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.ProcessorRestartException;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.processing.ShardControl;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.SimulatedProcess;
import io.millrace.simulation.kernel.SimulatedProcessorExecutor;
import io.millrace.simulation.scenario.UserFaultKind;
import io.millrace.simulation.trace.Trace;
import io.millrace.simulation.world.UserFaultPlan.Misbehaviour;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record processor that does what another one does, and now and then, as the scenario says, what user code should not.
 * Of what a checkpoint of its own comes to it takes no notice, as careless code does.
 */
public final class MisbehavingProcessor implements RecordProcessor {
    private static final EnumSet<UserFaultKind> OF_BATCHES =
            EnumSet.complementOf(EnumSet.of(UserFaultKind.CHECKPOINTS_AFTER_LOSS, UserFaultKind.BLOCKS_SHUTDOWN));
    private static final EnumSet<UserFaultKind> OF_LOSS = EnumSet.of(UserFaultKind.CHECKPOINTS_AFTER_LOSS);
    private static final EnumSet<UserFaultKind> OF_SHUTDOWN = EnumSet.of(UserFaultKind.BLOCKS_SHUTDOWN);
    private static final int SLOWNESS = 10;
    private static final long LATEST_NANOS = Duration.ofSeconds(3).toNanos();

    private final RecordProcessor processor;
    private final UserFaultPlan faults;
    private final Host host;
    private final ShardId shard;
    private final ShardControl control;
    private @Nullable Kept lastBatch;
    private boolean lateCheckpoint;

    /**
     * Where it runs.
     *
     * @param worker the name by which the scenario speaks of the worker
     * @param random the chance of the worker's user code
     * @param longestBatch the longest time that a batch takes when nothing is wrong
     * @param trace is told of each misbehaviour
     */
    public record Host(
            String worker,
            SimulatedProcess process,
            SimulatedProcessorExecutor executor,
            KeyedRandom random,
            Duration longestBatch,
            Trace trace) {
        public Host {
            Objects.requireNonNull(worker, "worker");
            Objects.requireNonNull(process, "process");
            Objects.requireNonNull(executor, "executor");
            Objects.requireNonNull(random, "random");
            Objects.requireNonNull(longestBatch, "longestBatch");
            Objects.requireNonNull(trace, "trace");
        }
    }

    public MisbehavingProcessor(
            RecordProcessor processor, UserFaultPlan faults, Host host, ShardContext shard, ShardControl control) {
        this.processor = Objects.requireNonNull(processor, "processor");
        this.faults = Objects.requireNonNull(faults, "faults");
        this.host = Objects.requireNonNull(host, "host");
        this.shard = shard.shardId();
        this.control = Objects.requireNonNull(control, "control");
    }

    @Override
    public void initialize(ShardContext context) throws Exception {
        processor.initialize(context);
    }

    @Override
    public void processRecords(RecordBatch batch) throws Exception {
        Kept before = lastBatch;
        if (lateCheckpoint && before != null) {
            lateCheckpoint = false;
            checkpoint(before.checkpointer(), before.position());
        }
        Optional<Misbehaviour> misbehaviour = draw(OF_BATCHES);
        if (misbehaviour.isPresent()) {
            beforehand(misbehaviour.get());
        }
        processor.processRecords(batch);
        RecordPosition last = batch.records().get(batch.records().size() - 1).position();
        lastBatch = new Kept(batch.checkpointer(), last);
        if (misbehaviour.isPresent()) {
            afterwards(misbehaviour.get().kind(), batch, last);
        }
    }

    private void beforehand(Misbehaviour misbehaviour) {
        switch (misbehaviour.kind()) {
            case SLOW -> sleep(shorter(host.longestBatch().multipliedBy(SLOWNESS), misbehaviour.left()));
            case HANGS -> sleep(misbehaviour.left());
            case THROWS -> throw new IllegalStateException("a fault of the scenario");
            default -> {
                // it comes when the batch is processed
            }
        }
    }

    private void afterwards(UserFaultKind kind, RecordBatch batch, RecordPosition last)
            throws InterruptedException, ProcessorRestartException {
        switch (kind) {
            case THROWS_ERROR -> throw new SimulatedUserError();
            case CANNOT_GO_ON -> throw new ProcessorRestartException("a fault of the scenario");
            case FAILS_BETWEEN_CALLS -> failLater();
            case CHECKPOINTS_LATE -> lateCheckpoint = true;
            case CHECKPOINTS_OUT_OF_ORDER -> {
                checkpoint(batch.checkpointer(), last);
                checkpoint(batch.checkpointer(), batch.records().get(0).position());
            }
            case CHECKPOINTS_FROM_ANOTHER_THREAD -> checkpointLater(new Kept(batch.checkpointer(), last));
            default -> {
                // it came before the batch was processed
            }
        }
    }

    @Override
    public void leaseLost() throws Exception {
        Kept kept = lastBatch;
        if (kept != null && draw(OF_LOSS).isPresent()) {
            checkpoint(kept.checkpointer(), kept.position());
            checkpointLater(kept);
        }
        processor.leaseLost();
    }

    @Override
    public void shardEnded(Checkpointer checkpointer) throws Exception {
        processor.shardEnded(checkpointer);
    }

    @Override
    public void shutdownRequested(Checkpointer checkpointer) throws Exception {
        draw(OF_SHUTDOWN).ifPresent(misbehaviour -> sleep(misbehaviour.left()));
        processor.shutdownRequested(checkpointer);
    }

    private Optional<Misbehaviour> draw(EnumSet<UserFaultKind> possible) {
        Optional<Misbehaviour> drawn = faults.draw(host.worker(), possible, host.random(), shard.value());
        drawn.ifPresent(misbehaviour ->
                host.trace().add(host.process().name(), shard, "user code misbehaves: " + misbehaviour.kind()));
        return drawn;
    }

    /** Whatever slows the process down must not make this longer: it ends with the fault. */
    private void sleep(Duration time) {
        host.executor().sleep(time.dividedBy(host.process().slowness()));
    }

    private static void checkpoint(Checkpointer checkpointer, RecordPosition position) throws InterruptedException {
        try {
            checkpointer.checkpoint(position);
        } catch (CheckpointException refused) {
            // whether it was rightly refused is judged by the laws, which see what is stored
        }
    }

    private void checkpointLater(Kept kept) {
        long delay = host.random().nextLong("checkpoint later on " + shard.value(), LATEST_NANOS);
        host.process().schedule(delay, () -> kept.checkpointer().checkpointAsync(kept.position()));
    }

    private void failLater() {
        long delay = host.random().nextLong("failure later on " + shard.value(), LATEST_NANOS);
        host.process().schedule(delay, () -> control.restart(new ProcessorRestartException("a fault of the scenario")));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** What a careless processor keeps of a batch. */
    private record Kept(Checkpointer checkpointer, RecordPosition position) {}
}
