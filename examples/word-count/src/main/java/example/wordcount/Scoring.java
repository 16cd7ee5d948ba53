package example.wordcount;

import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.processing.AsyncRecordProcessor;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.processing.ShardControl;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Makes processors that compute on threads of their own, and tell what CPU that takes; docs/balance.md shows it. */
public final class Scoring implements RecordProcessorFactory {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Executor pool;
    private final Consumer<List<StreamRecord>> model;

    /** @param model scores records, which takes a while */
    public Scoring(Executor pool, Consumer<List<StreamRecord>> model) {
        this.pool = pool;
        this.model = model;
    }

    @Override
    public RecordProcessor create(ShardContext shard) {
        return create(shard, cause -> {});
    }

    @Override
    public RecordProcessor create(ShardContext shard, ShardControl control) {
        AsyncRecordProcessor scoring = batch -> CompletableFuture.runAsync(
                () -> {
                    long before = threads.getCurrentThreadCpuTime();
                    model.accept(batch.records());
                    control.computed(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before));
                },
                pool);
        return scoring;
    }
}
