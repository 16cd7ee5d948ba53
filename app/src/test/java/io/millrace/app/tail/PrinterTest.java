package io.millrace.app.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.KinesisConsumer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The printer in a worker of its own, over a stream in memory. */
@Timeout(60)
class PrinterTest {
    private static final ShardId SHARD = ShardId.ofOrdinal(0);

    private final InMemoryStream stream = InMemoryStream.create("words", 1);
    private final InMemoryLeaseTable table = InMemoryLeaseTable.create();

    PrinterTest() {
        for (int i = 1; i <= 20; i++) {
            stream.put("key", "text " + i);
        }
    }

    private void run(Writer out, OptionalLong limit) throws InterruptedException {
        run(stream, out, limit);
    }

    private void run(InMemoryStream from, Writer out, OptionalLong limit) throws InterruptedException {
        AtomicReference<KinesisConsumer> running = new AtomicReference<>();
        Printer printer = new Printer(
                new PrintWriter(out),
                RecordFormat.TEXT,
                limit,
                () -> running.get().stop());
        try (KinesisConsumer consumer = KinesisConsumer.builder()
                .leaseStore(table.store("printer-" + from.name()))
                .recordSource(from.source())
                .processorFactory(shard -> printer.forShard(Duration.ZERO))
                .coordinationInterval(Duration.ofMillis(20))
                .checkpointPolicy(CheckpointPolicy.manual())
                .build()) {
            running.set(consumer);
            consumer.run();
        }
    }

    private Checkpoint checkpoint() {
        return table.entries("printer-words", Lease.class).get(0).checkpoint();
    }

    @Test
    void printsUpToTheLimitAndCheckpointsExactlyThat() throws Exception {
        StringWriter first = new StringWriter();
        run(first, OptionalLong.of(5));
        List<StreamRecord> records = stream.records(SHARD);

        assertThat(first.toString().lines()).hasSize(5).last().asString().endsWith("\ttext 5");
        assertThat(checkpoint()).isEqualTo(Checkpoint.at(records.get(4).position()));

        StringWriter second = new StringWriter();
        run(second, OptionalLong.of(15));
        assertThat(second.toString().lines()).hasSize(15).first().asString().endsWith("\ttext 6");
    }

    @Test
    void whatTheLimitLeavesOfAnotherShardIsNotCheckpointed() throws Exception {
        InMemoryStream two = InMemoryStream.create("pairs", 2);
        for (int i = 1; i <= 40; i++) {
            two.put("key " + i, "text " + i);
        }
        StringWriter first = new StringWriter();
        run(two, first, OptionalLong.of(10));
        StringWriter second = new StringWriter();
        run(two, second, OptionalLong.of(30));

        assertThat((first.toString() + second).lines().map(line -> line.substring(line.lastIndexOf('\t') + 1)))
                .hasSize(40)
                .doesNotHaveDuplicates();
    }

    @Test
    void aShardThatIsPrintedWholeIsEnded() throws Exception {
        stream.split(SHARD);
        for (int i = 21; i <= 30; i++) {
            stream.put("key " + i, "text " + i);
        }
        StringWriter out = new StringWriter();
        run(out, OptionalLong.of(30));

        assertThat(out.toString().lines().limit(20)).allMatch(line -> line.startsWith("shardId-000000000000"));
        assertThat(out.toString().lines()).hasSize(30);
    }

    @Test
    void whatNobodyReadsIsNotCheckpointed() throws Exception {
        run(
                new Writer() {
                    @Override
                    public void write(char[] text, int from, int length) throws IOException {
                        throw new IOException("the reader is gone");
                    }

                    @Override
                    public void flush() throws IOException {
                        throw new IOException("the reader is gone");
                    }

                    @Override
                    public void close() {}
                },
                OptionalLong.empty());

        assertThat(checkpoint()).isEqualTo(Checkpoint.TRIM_HORIZON);
    }
}
