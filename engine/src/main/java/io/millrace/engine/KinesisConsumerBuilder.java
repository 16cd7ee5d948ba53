package io.millrace.engine;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.domain.assignment.PlanningSettings;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.consumer.BatchLimits;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.engine.consumption.MemoryBudget;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.engine.coordination.WorkerRules;
import io.millrace.engine.telemetry.LoggingListener;
import io.millrace.engine.telemetry.MicrometerMeters;
import io.millrace.ports.processing.AsyncRecordProcessor;
import io.millrace.ports.processing.DeadLetterSink;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.runtime.TimeSource;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.telemetry.WorkerEventListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link KinesisConsumer}. Only the lease store, the record source and a processor must be given; everything else
 * has a default that suits most. {@link #build()} refuses settings that cannot work, all faults at once.
 */
public final class KinesisConsumerBuilder {
    private static final int MOST_THREADS = 10_000;
    private static final Duration SLACK = Duration.ofSeconds(15);

    private @Nullable LeaseStore leaseStore;
    private @Nullable RecordSource recordSource;
    private final List<ConsumedStream> others = new ArrayList<>();
    private @Nullable RecordProcessorFactory processors;
    private @Nullable DeadLetterSink deadLetters;
    private @Nullable WorkerRuntime runtime;
    private @Nullable MeterRegistry meters;
    private boolean logging = true;
    private WorkerRules rules = WorkerRules.STANDARD;
    private final List<WorkerEventListener> listeners = new ArrayList<>();
    private String workerId = "";
    private InitialPosition initialPosition = InitialPosition.TRIM_HORIZON;
    private Duration failoverTime = Duration.ofSeconds(6);
    private double capacity = 1;
    private Duration coordinationInterval = Duration.ofMillis(500);
    private Duration shardSyncInterval = Duration.ofSeconds(30);
    private Duration handOffTimeout = Duration.ofSeconds(30);
    private boolean emptyBatches;
    private Duration hungAfter = Duration.ofMinutes(1);
    private CheckpointPolicy checkpointPolicy = CheckpointPolicy.every(Duration.ofSeconds(10));
    private FailurePolicy failurePolicy = FailurePolicy.retry();
    private BatchLimits batchLimits = BatchLimits.defaults();
    private PollingSettings polling = PollingSettings.defaults();
    private PlanningSettings planning = PlanningSettings.defaults();
    private long memoryBudgetBytes =
            MemoryBudget.standardBytes(Runtime.getRuntime().maxMemory());
    private ProcessingOrder order = ProcessingOrder.SHARD;
    private int parallelism = 64;
    private Optional<FanOutSettings> fanOut = Optional.empty();
    private OptionalInt processorThreads = OptionalInt.empty();

    KinesisConsumerBuilder() {}

    /** Where the fleet agrees; says which application this is. Required. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder leaseStore(LeaseStore store) {
        this.leaseStore = store;
        return this;
    }

    /** The stream, read as the settings of this builder say. This or {@link #stream} is required. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder recordSource(RecordSource source) {
        this.recordSource = source;
        return this;
    }

    /** One of several streams, with a processor, an initial position or a reader of its own. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder stream(ConsumedStream stream) {
        this.others.add(stream);
        return this;
    }

    /** One processor for all shards, as a lambda: it is called for several shards at the same time. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder processor(RecordProcessor processor) {
        this.processors = shard -> processor;
        return this;
    }

    /** A processor for each shard; this or {@link #processor} is required, or one for each stream. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder processorFactory(RecordProcessorFactory factory) {
        this.processors = factory;
        return this;
    }

    /** What people call this worker; by default a random name. Two workers may share one. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder workerId(String id) {
        this.workerId = id;
        return this;
    }

    /** Where to begin when the application has no leases yet; by default with the oldest record. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder initialPosition(InitialPosition position) {
        this.initialPosition = position;
        return this;
    }

    /** How long a worker must be silent before others take its shards; 6 s by default, 1 s to 10 min. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder failoverTime(Duration time) {
        this.failoverTime = time;
        return this;
    }

    /** How many shards this worker should have relative to others; 1 by default. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder capacity(double relative) {
        this.capacity = relative;
        return this;
    }

    /** How often a worker looks for a new assignment, and the leader at the sessions; 500 ms by default. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder coordinationInterval(Duration interval) {
        this.coordinationInterval = interval;
        return this;
    }

    /** How often the leader lists the stream's shards when nothing calls for it sooner; 30 s by default. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder shardSyncInterval(Duration interval) {
        this.shardSyncInterval = interval;
        return this;
    }

    /** How long a processor may take to finish when its shard moves or the worker stops; 30 s by default. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder handOffTimeout(Duration timeout) {
        this.handOffTimeout = timeout;
        return this;
    }

    /** After how long a call of user code is reported as hung; a minute by default. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder hungAfter(Duration duration) {
        this.hungAfter = duration;
        return this;
    }

    /** When progress is stored; every 10 s by default, and always when a shard is handed over. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder checkpointPolicy(CheckpointPolicy policy) {
        this.checkpointPolicy = policy;
        return this;
    }

    /** What happens when a processor throws; by default the same records are tried again with backoff, for ever. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder failurePolicy(FailurePolicy policy) {
        this.failurePolicy = policy;
        return this;
    }

    /** Where records go that cannot be processed; required with the dead-letter policy. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder deadLetterSink(DeadLetterSink sink) {
        this.deadLetters = sink;
        return this;
    }

    /** How large a batch may be, and how long it may wait to fill. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder batchLimits(BatchLimits limits) {
        this.batchLimits = limits;
        return this;
    }

    /** How shards are read. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder polling(PollingSettings settings) {
        this.polling = settings;
        return this;
    }

    /**
     * Reads shards by enhanced fan-out, as a consumer that all workers of the application share; by default they are polled.
     * The consumer is registered with the stream when there is none of its name, and stays registered, which costs, until
     * somebody deregisters it.
     */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder fanOut(FanOutSettings settings) {
        this.fanOut = Optional.of(settings);
        return this;
    }

    /** How the leader balances. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder planning(PlanningSettings settings) {
        this.planning = settings;
        return this;
    }

    /**
     * How many bytes of records this worker may hold over all shards, 1 MiB or more and less than the heap; 256 MiB by default,
     * or a third of the heap where that is less.
     */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder memoryBudgetBytes(long bytes) {
        this.memoryBudgetBytes = bytes;
        return this;
    }

    /**
     * Whether a processor is also called with an empty batch, when a read has found nothing and nothing else waits; by default
     * it is not. For processors that flush what they hold from time to time, as KCL's
     * {@code callProcessRecordsEvenForEmptyRecordList} lets them.
     */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder emptyBatches(boolean wanted) {
        this.emptyBatches = wanted;
        return this;
    }

    /**
     * The most calls of user code at a time that hold a thread; by default four a processor core, at least 8, and at least
     * {@link #parallelism} where the order is not that of the shard.
     */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder processorThreads(int threads) {
        this.processorThreads = OptionalInt.of(threads);
        return this;
    }

    /** A processor that returns before the records are done, for all shards: see {@link AsyncRecordProcessor}. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder asyncProcessor(AsyncRecordProcessor processor) {
        return processor(processor);
    }

    /**
     * In which order the records of a shard are processed; by default in that of the shard. Under {@code KEY} and {@code NONE}
     * several calls for one shard are made at a time, each with other records; what is done is checkpointed by the engine
     * alone, up to where all is done, and what is done beyond that is stored beside the checkpoint, so that little is repeated
     * after a failover. A record that cannot be processed holds up its own partition key only.
     */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder order(ProcessingOrder wanted) {
        this.order = wanted;
        return this;
    }

    /**
     * How many calls for one shard are made at a time where the order is not that of the shard; 64 by default, 1 to 1,000.
     * Those of processors that wait are also bounded by {@link #processorThreads}.
     */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder parallelism(int calls) {
        this.parallelism = calls;
        return this;
    }

    /** Adds somebody who is told what the worker does: meters, a log, a test. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder listener(WorkerEventListener listener) {
        this.listeners.add(listener);
        return this;
    }

    /** Where the worker's meters go; docs/meters.md lists them. By default nowhere. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder meters(MeterRegistry registry) {
        this.meters = registry;
        return this;
    }

    /** Whether the worker logs what it does, one line per change of state, through SLF4J; by default it does. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder logging(boolean enabled) {
        this.logging = enabled;
        return this;
    }

    /** What the worker runs on, in place of the machine's clock and threads: for virtual time. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder runtime(WorkerRuntime given) {
        this.runtime = given;
        return this;
    }

    /** Other rules of decision: for tests that plant a fault. */
    @CanIgnoreReturnValue
    public KinesisConsumerBuilder rules(WorkerRules given) {
        this.rules = given;
        return this;
    }

    /**
     * Makes the consumer; nothing runs until it is started.
     *
     * @throws ConfigurationException naming every fault when the settings cannot work
     */
    public KinesisConsumer build() {
        WorkerRuntime given = runtime;
        String name = workerId.isEmpty() ? OwnRuntime.randomName(given) : workerId;
        ConsumerConfig config = new ConsumerConfig(
                name,
                initialPosition,
                failoverTime,
                capacity,
                coordinationInterval,
                shardSyncInterval,
                handOffTimeout,
                hungAfter,
                checkpointPolicy,
                failurePolicy,
                batchLimits,
                polling,
                planning,
                memoryBudgetBytes,
                emptyBatches,
                order,
                parallelism,
                fanOut);
        LeaseStore store = leaseStore;
        ImmutableList<String> problems = problems(config);
        if (store == null || !problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        DeadLetterSink sink = deadLetters == null
                ? (shard, record, cause, attempts) -> {
                    throw new IllegalStateException("no dead-letter sink");
                }
                : deadLetters;
        Runnable releaseThreads = () -> {};
        if (given == null) {
            OwnRuntime own = OwnRuntime.start(name, processorThreads.orElse(OwnRuntime.threads(order, parallelism)));
            given = own.runtime();
            releaseThreads = own::close;
        }
        ImmutableList<WorkerEventListener> told = listeners(store.application(), name, given.time());
        StreamDefaults defaults = defaults();
        Worker worker =
                new Worker(new WorkerContext(config, given, rules, told), store, defaults.setups(streams()), sink);
        return new KinesisConsumer(name, given, worker, defaults, handOffTimeout.plus(SLACK), releaseThreads);
    }

    private ImmutableList<ConsumedStream> streams() {
        ImmutableList.Builder<ConsumedStream> all = ImmutableList.builder();
        if (recordSource != null) {
            all.add(ConsumedStream.of(recordSource));
        }
        return all.addAll(others).build();
    }

    private StreamDefaults defaults() {
        Optional<String> only = Optional.ofNullable(leaseStore).flatMap(LeaseStore::onlyStream);
        return new StreamDefaults(Optional.ofNullable(processors), initialPosition, polling, fanOut, only);
    }

    private ImmutableList<WorkerEventListener> listeners(String application, String worker, TimeSource time) {
        ImmutableList.Builder<WorkerEventListener> all = ImmutableList.builder();
        if (logging) {
            all.add(new LoggingListener(application, worker));
        }
        if (meters != null) {
            all.add(new MicrometerMeters(meters, application, worker, time));
        }
        return all.addAll(listeners).build();
    }

    private ImmutableList<String> problems(ConsumerConfig config) {
        ImmutableList.Builder<String> problems = ImmutableList.builder();
        problems.addAll(config.problems());
        // What runs in virtual time holds nothing but what its test has made.
        long heapBytes = runtime == null ? Runtime.getRuntime().maxMemory() : Long.MAX_VALUE;
        problems.addAll(new ConsumerParts(leaseStore, streams(), defaults(), deadLetters, heapBytes).problems(config));
        int threads = processorThreads.orElse(1);
        if (threads < 1 || threads > MOST_THREADS) {
            problems.add("processorThreads: " + threads + " must be from 1 to " + MOST_THREADS);
        }
        return problems.build();
    }
}
