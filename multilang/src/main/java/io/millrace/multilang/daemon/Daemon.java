package io.millrace.multilang.daemon;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.engine.ConfigurationException;
import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.KinesisConsumerBuilder;
import io.millrace.multilang.child.ChildProcessors;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.ports.processing.DeadLetterSink;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.telemetry.WorkerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker of a fleet whose record processors are child processes: what KCL calls the MultiLangDaemon. The children alone
 * decide what is checkpointed.
 */
public final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    /** Each shard may keep one thread waiting for its child; threads are made when they are needed. */
    private static final int PROCESSOR_THREADS = 10_000;

    private static final long MOST_RECORD_BYTES = 256L << 20;
    private static final long LEAST_RECORD_BYTES = 16L << 20;
    /** What is read waits in the heap, and is copied once on its way to a child. */
    private static final int HEAP_PARTS = 4;

    private final DaemonSettings settings;
    private final Services services;

    public Daemon(DaemonSettings settings) {
        this(settings, new AwsServices(settings));
    }

    Daemon(DaemonSettings settings, Services services) {
        this.settings = settings;
        this.services = services;
    }

    /**
     * Runs until the stream is gone, a child's failure ends it, or the process is told to end (SIGTERM, SIGINT, SIGHUP),
     * upon which it stops in order. What happens is logged.
     *
     * @return an {@link ExitStatus}
     * @throws SettingsException with all that is wrong when it cannot start with these settings
     * @throws InterruptedException when this thread is interrupted; the daemon has then stopped
     */
    public int run() throws InterruptedException {
        List<String> faults = new ArrayList<>();
        Optional<RecordSource> source = make(services::recordSource, faults);
        Optional<LeaseStore> store = make(() -> services.leaseStore(settings.leaseStore(), true), faults);
        Optional<DeadLetterFile> deadLetters =
                settings.failures().deadLetterFile().flatMap(file -> make(() -> DeadLetterFile.open(file), faults));
        try {
            if (!faults.isEmpty()) {
                throw new SettingsException(ImmutableList.copyOf(faults));
            }
            KclGuard.Verdict verdict = new KclGuard(settings, services).decide();
            if (verdict instanceof KclGuard.Verdict.Begin begin) {
                return consume(source.orElseThrow(), store.orElseThrow(), begin.leaseStore(), deadLetters.map(f -> f));
            }
            LOG.error("Not started. {}", ((KclGuard.Verdict.Refuse) verdict).why());
            return ExitStatus.FAILED;
        } finally {
            deadLetters.ifPresent(DeadLetterFile::close);
            store.ifPresent(LeaseStore::close);
            source.ifPresent(RecordSource::close);
        }
    }

    private static <T> Optional<T> make(Supplier<T> making, List<String> faults) {
        try {
            return Optional.of(making.get());
        } catch (IllegalArgumentException wrong) {
            faults.add(String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }

    private int consume(
            RecordSource source, LeaseStore usual, LeaseStoreAddress address, Optional<DeadLetterSink> deadLetters)
            throws InterruptedException {
        if (address.equals(settings.leaseStore())) {
            return consume(source, usual, deadLetters);
        }
        try (LeaseStore other = services.leaseStore(address, true)) {
            return new Daemon(settings.withLeaseStore(address), services).consume(source, other, deadLetters);
        }
    }

    private int consume(RecordSource source, LeaseStore store, Optional<DeadLetterSink> deadLetters)
            throws InterruptedException {
        ChildFailures failures = new ChildFailures(settings.failures().exitOnChildFailure());
        try (ChildProcessors children = new ChildProcessors(settings.children(), failures);
                KinesisConsumer consumer = consumer(source, store, children, deadLetters)) {
            LOG.info("{}", StartText.of(settings, consumer.workerId(), source.streamName()));
            return new Run(consumer, children, failures, settings.times()).untilStopped();
        }
    }

    /** The engine says that a call hangs, and where in Java; what the child was told is known here. */
    private static void explainHung(WorkerEvent event, ChildProcessors children) {
        if (event instanceof WorkerEvent.ProcessorHung hung) {
            children.doing(hung.lease()).ifPresent(what -> LOG.warn("{} hangs in its child: {}", hung.lease(), what));
        }
    }

    /** How many bytes of records may be held, so that a small heap is enough. */
    static long recordBytes(long heapBytes) {
        return Math.max(LEAST_RECORD_BYTES, Math.min(MOST_RECORD_BYTES, heapBytes / HEAP_PARTS));
    }

    private KinesisConsumer consumer(
            RecordSource source, LeaseStore store, ChildProcessors children, Optional<DeadLetterSink> deadLetters) {
        KinesisConsumerBuilder builder = KinesisConsumer.builder()
                .recordSource(source)
                .leaseStore(store)
                .processorFactory(children)
                .processorThreads(PROCESSOR_THREADS)
                .checkpointPolicy(CheckpointPolicy.manual())
                .initialPosition(settings.initialPosition())
                .failoverTime(settings.times().failover())
                .handOffTimeout(settings.times().handOff())
                .hungAfter(settings.times().hungAfter())
                .failurePolicy(settings.failures().policy())
                .polling(settings.polling())
                .emptyBatches(settings.emptyBatches())
                .memoryBudgetBytes(recordBytes(Runtime.getRuntime().maxMemory()))
                .listener(event -> explainHung(event, children));
        settings.workerId().ifPresent(builder::workerId);
        settings.fanOut().ifPresent(builder::fanOut);
        deadLetters.ifPresent(builder::deadLetterSink);
        try {
            return builder.build();
        } catch (ConfigurationException wrong) {
            throw new SettingsException(ImmutableList.of(String.valueOf(wrong.getMessage())));
        }
    }
}
