package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ShardId;
import io.millrace.multilang.process.ProcessGroups;
import io.millrace.multilang.protocol.Generation;
import io.millrace.ports.processing.ProcessorRestartException;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.processing.ShardControl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;

/** Real children of one behaviour, and what becomes of them. */
final class Harness implements AutoCloseable {
    static {
        // Interpreters take seconds to start on a busy machine.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    final List<String> events = new CopyOnWriteArrayList<>();
    final List<Long> pids = new CopyOnWriteArrayList<>();
    final LinkedBlockingQueue<Throwable> restarts = new LinkedBlockingQueue<>();
    final Map<ShardId, Duration> computed = new ConcurrentHashMap<>();
    final AtomicLong nanoTime = new AtomicLong();
    final ByteArrayOutputStream standardError = new ByteArrayOutputStream();
    final ShardContext shard = Samples.shard(1);
    final StoredCheckpoints store = new StoredCheckpoints(shard.checkpoint());
    final ChildProcessors processors;

    Harness(ChildSettings settings) {
        ChildListener listener = new ChildListener() {
            @Override
            public void started(ShardId id, long pid) {
                pids.add(pid);
                events.add("started");
            }

            @Override
            public void ended(ShardId id, long pid, String how, ImmutableList<String> lastErrorLines) {
                events.add("ended: " + how + " " + lastErrorLines);
            }

            @Override
            public void failed(ShardId id, long pid, String what) {
                events.add("failed: " + what);
            }
        };
        processors = new ChildProcessors(
                settings,
                listener,
                ProcessGroups.detect(Optional.ofNullable(System.getenv("PATH"))),
                new PrintStream(standardError, true, StandardCharsets.UTF_8),
                nanoTime::get);
    }

    static Harness of(String... behaviour) {
        return new Harness(settings(script("plain.py", behaviour), Optional.of(Duration.ofSeconds(20))));
    }

    static ChildSettings settings(ImmutableList<String> command, Optional<Duration> messageTimeout) {
        return new ChildSettings(
                "application",
                command,
                Generation.KCL_2,
                messageTimeout,
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                0,
                1,
                true);
    }

    static ImmutableList<String> script(String name, String... arguments) {
        return ImmutableList.<String>builder()
                .add("python3", Path.of("src/test/resources/children", name).toString())
                .add(arguments)
                .build();
    }

    /** A processor whose child has acknowledged its shard. */
    RecordProcessor initialized() throws Exception {
        return initialized(shard);
    }

    RecordProcessor initialized(ShardContext context) throws Exception {
        RecordProcessor processor = processors.create(context, new ShardControl() {
            @Override
            public void restart(Throwable cause) {
                restarts.add(cause);
            }

            @Override
            public void computed(Duration cpu) {
                computed.merge(context.shardId(), cpu, Duration::plus);
            }
        });
        processor.initialize(context);
        return processor;
    }

    /** Looks after the children when the CPU that they have used is due to be read. */
    void readCpu() {
        nanoTime.addAndGet(Duration.ofSeconds(10).toNanos());
        processors.look(Duration.ofMinutes(1));
    }

    /** What the engine was told that the code of a shard has used in its child. */
    Duration computed(ShardContext context) {
        return computed.getOrDefault(context.shardId(), Duration.ZERO);
    }

    void process(RecordProcessor processor, long first, long last) throws Exception {
        process(processor, first, last, 10);
    }

    void process(RecordProcessor processor, long first, long last, int bytes) throws Exception {
        var batch = Samples.batch(shard, store, first, last, bytes);
        store.delivered(batch.records().get(batch.records().size() - 1).position());
        processor.processRecords(batch);
    }

    /** Why the child was given up by this call. */
    String failure(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(ProcessorRestartException.class);
        assertThat(events).anyMatch(event -> event.startsWith("failed: ") && event.contains(thrown.getMessage()));
        return thrown.getMessage();
    }

    Throwable restart() throws InterruptedException {
        Throwable cause = restarts.poll(30, TimeUnit.SECONDS);
        assertThat(cause).as("the restart that the engine is asked for").isNotNull();
        return cause;
    }

    String standardError() {
        return standardError.toString(StandardCharsets.UTF_8);
    }

    /** Whether a process is there and does more than wait to be reaped. */
    static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return Files.notExists(Path.of("/proc/self"))
                    && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
    }

    boolean allGone() {
        return pids.stream().noneMatch(Harness::runs);
    }

    static Path program(Path directory, String name, String... lines) throws IOException {
        Path file = Files.write(directory.resolve(name), Arrays.asList(lines));
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    @Override
    public void close() {
        processors.close();
    }
}
