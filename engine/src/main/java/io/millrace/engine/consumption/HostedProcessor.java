package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.aggregation.CorruptAggregateException;
import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.consumption.ProcessorCalls.UserCall;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.processing.ShardControl;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The record processor of one shard and what it has been told: {@code initialize (processRecords)* (leaseLost |
 * shardEnded | shutdownRequested)}. On the loop only; the calls themselves run off it.
 */
final class HostedProcessor {
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private final ShardServices services;
    private final WorkerContext context;
    private final ShardContext shard;
    private final Checkpointer checkpointer;
    private final ProcessorCalls calls;
    private @Nullable RecordProcessor processor;
    private boolean initialized;
    private boolean farewellSaid;
    private boolean isLetGo;
    private int attempts;
    /** Counts the processors that were made, so that one that failed to begin asks for nothing any more. */
    private int made;

    /** The processor cannot go on, as it says itself between two calls. */
    private Consumer<Throwable> failing = cause -> {};

    HostedProcessor(ShardServices services, ShardContext shard, Checkpointer checkpointer, ProcessorCalls calls) {
        this.services = services;
        this.context = services.context();
        this.shard = shard;
        this.checkpointer = checkpointer;
        this.calls = calls;
    }

    boolean isBusy() {
        return calls.isBusy();
    }

    /** @param told when the processor says between two calls that it cannot go on */
    void whenFailing(Consumer<Throwable> told) {
        failing = told;
    }

    /** It cannot go on, so nothing more is said to it. */
    void discard() {
        farewellSaid = true;
        made++;
    }

    /** The lease is given up, or gone: what the processor computes from now on is not this worker's load. */
    void letGo() {
        isLetGo = true;
    }

    /** Whether it was initialised and has not been told yet that it is over. */
    boolean needsFarewell() {
        return initialized && !farewellSaid;
    }

    /**
     * Makes and initialises the processor; tried again with backoff when that throws.
     *
     * @param wanted asked after each try that threw and before each further one
     * @param ended told when it is initialised, or is wanted no more
     * @param stop told when the failure policy stops the shard
     */
    void start(BooleanSupplier wanted, Runnable ended, Consumer<Throwable> stop) {
        int number = ++made;
        calls.call("initialize", UserCall.of(() -> make(number)), outcome -> {
            initialized = outcome instanceof ProcessorCalls.Outcome.Returned;
            if (outcome instanceof ProcessorCalls.Outcome.Threw threw && wanted.getAsBoolean()) {
                startFailed(threw.cause(), wanted, ended, stop);
            } else {
                ended.run();
            }
        });
    }

    private void startFailed(Throwable cause, BooleanSupplier wanted, Runnable ended, Consumer<Throwable> stop) {
        attempts++;
        if (context.config().failurePolicy() instanceof FailurePolicy.StopShard policy
                && attempts >= policy.attempts()) {
            stop.accept(cause);
            return;
        }
        Duration delay = RETRY.delay(attempts, context.jitter("initialize-retry"));
        context.emit(new WorkerEvent.Trouble("The record processor of " + shard.lease()
                + " could not be initialised (" + cause + "); no record was handed over. Tried again in "
                + delay.toMillis() + " ms."));
        context.after(delay, () -> {
            if (wanted.getAsBoolean()) {
                start(wanted, ended, stop);
            }
        });
    }

    private void make(int number) throws Exception {
        RecordProcessor next = services.processors().create(shard, new Control(number));
        next.initialize(shard);
        processor = next;
    }

    private RecordProcessor processor() {
        if (processor == null) {
            throw new IllegalStateException("the processor of " + shard.lease() + " was not made yet");
        }
        return processor;
    }

    UserCall process(ImmutableList<StreamRecord> records, int attempt, Duration behindLatest) {
        RecordBatch batch = new RecordBatch(shard, records, behindLatest, attempt, checkpointer);
        return () -> {
            for (StreamRecord record : records) {
                if (record.corruption().isPresent()) {
                    throw new CorruptAggregateException("Record " + record.position() + " of " + shard.lease()
                            + " looks like an aggregate and cannot be taken apart: "
                            + record.corruption().get());
                }
            }
            return processor().begin(batch);
        };
    }

    UserCall park(StreamRecord record, Throwable cause, int attempts) {
        return UserCall.of(() -> services.deadLetters().accept(shard, record, cause, attempts));
    }

    /** Told only while the worker can prove that it lives; if it threw it may be told again. */
    void shardEnded(Consumer<ProcessorCalls.Outcome> then) {
        calls.callFenced("shardEnded", UserCall.of(() -> processor().shardEnded(checkpointer)), outcome -> {
            farewellSaid = outcome instanceof ProcessorCalls.Outcome.Returned;
            then.accept(outcome);
        });
    }

    void shutdownRequested(Runnable then) {
        farewell("shutdownRequested", UserCall.of(() -> processor().shutdownRequested(checkpointer)), then);
    }

    void leaseLost(Runnable then) {
        farewell("leaseLost", UserCall.of(() -> processor().leaseLost()), then);
    }

    private void farewell(String name, UserCall call, Runnable then) {
        farewellSaid = true;
        calls.call(name, call, outcome -> {
            if (outcome instanceof ProcessorCalls.Outcome.Threw threw) {
                context.emit(new WorkerEvent.Trouble(name + " of the processor of " + shard.lease() + " threw ("
                        + threw.cause() + "); the shard is given up all the same."));
            }
            then.run();
        });
    }

    /** What one of the processors that were made may ask for and tell, as long as the shard is its. */
    private final class Control implements ShardControl {
        private final int number;

        Control(int number) {
            this.number = number;
        }

        @Override
        public void restart(Throwable cause) {
            context.execute(() -> {
                if (number == made) {
                    failing.accept(cause);
                }
            });
        }

        @Override
        public void computed(Duration cpu) {
            if (cpu.isNegative()) {
                throw new IllegalArgumentException(
                        "code of " + shard.lease() + " cannot have computed for a negative time: " + cpu);
            }
            long nanos = cpu.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : cpu.toNanos();
            if (nanos > 0) {
                context.execute(() -> {
                    if (number == made && !isLetGo) {
                        context.load().computed(shard.lease(), nanos);
                    }
                });
            }
        }
    }
}
