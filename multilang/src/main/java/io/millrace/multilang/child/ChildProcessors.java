package io.millrace.multilang.child;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.multilang.process.ProcessGroups;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.processing.ShardControl;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Record processors that are child processes: one child for each shard, or, where children take frames and want to, one
 * for several. A child is started by {@code initialize} of its processor, and ended after the last call, or when it is of
 * no use any more; then the processor throws {@code ProcessorRestartException}, or asks for a restart when no call is
 * under way. Safe for use by several threads.
 */
public final class ChildProcessors implements RecordProcessorFactory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcessors.class);
    private static final Duration AFTER_GRACE = Duration.ofSeconds(6);
    private static final Duration CPU_EVERY = Duration.ofSeconds(10);

    private final ShardChildren children;
    private final ConcurrentHashMap<LeaseKey, ShardProcessor> processors = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private final AtomicLong cpuReadAtNanos;

    public ChildProcessors(ChildSettings settings, ChildListener listener) {
        this(
                settings,
                listener,
                ProcessGroups.detect(Optional.ofNullable(System.getenv("PATH"))),
                System.err,
                System::nanoTime);
    }

    /** @param nanoTime a monotonic clock, in nanoseconds */
    ChildProcessors(
            ChildSettings settings,
            ChildListener listener,
            ProcessGroups groups,
            PrintStream standardError,
            LongSupplier nanoTime) {
        this.children = new ShardChildren(settings, listener, groups, standardError);
        this.nanoTime = nanoTime;
        this.cpuReadAtNanos = new AtomicLong(nanoTime.getAsLong());
    }

    /** For whoever cannot begin a shard anew: that a child died between two calls is said in the log, and by the next call. */
    @Override
    public RecordProcessor create(ShardContext shard) {
        return create(
                shard,
                cause -> LOG.error("Shard {} has to begin anew, and nobody sees to it.", shard.shardId(), cause));
    }

    /** Returns at once; the processor's {@code initialize} starts the child. */
    @Override
    public RecordProcessor create(ShardContext shard, ShardControl control) {
        ShardProcessor processor = new ShardProcessor(children, shard, control);
        processors.put(shard.lease(), processor);
        return processor;
    }

    /** What the child of a shard is doing, since when, and its process id; empty when it waits for work. */
    public Optional<String> doing(LeaseKey lease) {
        return Optional.ofNullable(processors.get(lease)).flatMap(ShardProcessor::doing);
    }

    /**
     * Looks after children that owe an answer for which no call waits, and every ten seconds tells the engine what CPU the
     * children have used, each shard's part to its {@link ShardControl}: for that some small files are read for each child.
     * To be called every second or so, not on an event loop; waits for nothing.
     *
     * @param hungAfter after which time one is spoken of in the log, once
     */
    public void look(Duration hungAfter) {
        processors.values().forEach(processor -> processor.look(hungAfter));
        long now = nanoTime.getAsLong();
        long before = cpuReadAtNanos.get();
        if (now - before >= CPU_EVERY.toNanos() && cpuReadAtNanos.compareAndSet(before, now)) {
            children.running().forEach(child -> child.cpu().read());
        }
    }

    ChildSettings settings() {
        return children.settings();
    }

    /** From now on a child that ends is no failure. */
    public void stopping() {
        children.stopping();
    }

    /**
     * Ends every child that is left, all at the same time: closes their standard input, waits for the grace that the
     * settings give, then ends them by signals. Blocks until they are gone, at most six seconds longer than that.
     */
    @Override
    public void close() {
        children.close();
        Duration grace = children.settings().exitGrace();
        List<Child> left = new ArrayList<>(children.running());
        left.forEach(child -> child.endSoon(grace));
        long until = System.nanoTime() + grace.plus(AFTER_GRACE).toNanos();
        for (Child child : left) {
            try {
                child.gone().get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException late) {
                LOG.warn("The child with pid {} has not exited although it was killed.", child.pid());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
