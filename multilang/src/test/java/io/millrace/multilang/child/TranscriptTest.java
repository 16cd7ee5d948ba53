package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.multilang.frames.FrameEncoder;
import io.millrace.multilang.protocol.ByteOutput;
import io.millrace.multilang.protocol.ChildMessage;
import io.millrace.multilang.protocol.DecodedLine;
import io.millrace.multilang.protocol.Generation;
import io.millrace.multilang.protocol.LineDecoder;
import io.millrace.multilang.protocol.LineEncoder;
import io.millrace.ports.processing.CheckpointException.Reason;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.ShardContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The daemon's side of the conversations in {@code conformance/plain} that are for it, byte by byte. */
class TranscriptTest {
    private static final Path TRANSCRIPTS = Path.of("..", "conformance", "plain");
    private static final JsonMapper JSON = new JsonMapper();

    static Stream<String> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
            // Those of clients are held against clients: they leave out what the daemon's caller does.
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("millrace-"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void theDaemonWritesWhatIsWritten(String name) throws Exception {
        Replay replay = new Replay(Files.readAllLines(TRANSCRIPTS.resolve(name)));
        replay.run();
        assertThat(replay.rest()).as("lines that were not reached").isEmpty();
    }

    @Test
    void aLineThatTheDaemonWouldNotWriteIsFound() {
        Replay replay = new Replay(ImmutableList.of(
                "+0.000 >> {\"action\":\"initialize\", \"shardId\":\"s\",\"sequenceNumber\":\"TRIM_HORIZON\","
                        + "\"subSequenceNumber\":0}"));
        org.assertj.core.api.Assertions.assertThatThrownBy(replay::run).isInstanceOf(AssertionError.class);
    }

    @Test
    void theRecordedOnesAreThere() throws IOException {
        assertThat(transcripts())
                .contains(
                        "records-then-shutdown-requested.txt",
                        "split-then-shard-ended.txt",
                        "resumed-then-shutdown-requested.txt")
                .hasSizeGreaterThan(8);
    }

    /** One conversation: makes the engine's calls that lead to the daemon's lines, and is the child. */
    private static final class Replay implements Pipes {
        private final ArrayDeque<String> script = new ArrayDeque<>();
        private final Inbox<ChildMessage> inbox = new Inbox<>();
        private final LineDecoder decoder = new LineDecoder();
        private Generation generation = Generation.KCL_2;
        private StoredCheckpoints store = new StoredCheckpoints(Checkpoint.TRIM_HORIZON);

        Replay(List<String> lines) {
            for (String line : lines) {
                String text = line.substring(line.indexOf(' ') + 1);
                if (!text.endsWith("-- EOF") && !text.startsWith("-- exit")) {
                    script.add(text);
                }
            }
        }

        List<String> rest() {
            return new ArrayList<>(script);
        }

        void run() throws Exception {
            remarks();
            JsonNode first = JSON.readTree(said(script.peek()));
            Checkpoint start = checkpoint(first);
            store = new StoredCheckpoints(start);
            ShardContext shard = Samples.shard(new ShardId(first.get("shardId").asString()), start);
            PlainConversation conversation =
                    new PlainConversation(this, shard, generation, Optional.of(Duration.ofSeconds(5)));
            assertThat(conversation.initialize(shard, Duration.ofSeconds(5))).isEmpty();
            for (String next = script.peek(); next != null; next = script.peek()) {
                call(conversation, shard, JSON.readTree(said(next)));
            }
        }

        private void call(PlainConversation conversation, ShardContext shard, JsonNode line) throws Exception {
            String reason = line.has("reason") ? line.get("reason").asString() : "";
            switch (line.get("action").asString() + reason) {
                case "processRecords" -> {
                    RecordBatch batch = batch(shard, line);
                    store.delivered(
                            batch.records().get(batch.records().size() - 1).position());
                    conversation.processRecords(batch);
                }
                case "shutdownRequested" -> conversation.shutdownRequested(store);
                case "leaseLost", "shutdownZOMBIE" -> conversation.leaseLost();
                case "shardEnded", "shutdownTERMINATE" -> {
                    store.shardEnded();
                    assertThat(conversation.shardEnded(store)).isTrue();
                }
                default -> throw new AssertionError("the daemon never begins with " + line);
            }
        }

        private static String said(String line) {
            assertThat(line).startsWith(">> ");
            return line.substring(3);
        }

        private RecordBatch batch(ShardContext shard, JsonNode line) {
            ImmutableList.Builder<StreamRecord> records = ImmutableList.builder();
            for (JsonNode node : line.get("records")) {
                records.add(new StreamRecord(
                        ((Checkpoint.At) checkpoint(node)).position(),
                        node.get("partitionKey").asString(),
                        Optional.empty(),
                        Instant.ofEpochMilli(
                                node.get("approximateArrivalTimestamp").asLong()),
                        Base64.getDecoder().decode(node.get("data").asString())));
            }
            Duration behind = Duration.ofMillis(line.get("millisBehindLatest").asLong());
            return new RecordBatch(shard, records.build(), behind, 1, store);
        }

        private static Checkpoint checkpoint(JsonNode node) {
            String text = node.get("sequenceNumber").asString();
            return switch (text) {
                case "TRIM_HORIZON" -> Checkpoint.TRIM_HORIZON;
                case "AT_TIMESTAMP" -> Checkpoint.atTimestamp(Instant.EPOCH);
                default ->
                    Checkpoint.at(new RecordPosition(
                            SequenceNumber.of(text),
                            node.get("subSequenceNumber").asLong()));
            };
        }

        @Override
        public CompletableFuture<Void> send(ChildInput.Outgoing message) {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            ByteOutput out = new ByteOutput((bytes, count) -> written.write(bytes, 0, count));
            try {
                message.write(new LineEncoder(out, generation), new FrameEncoder(out));
                out.flush();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            remarks();
            assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo(said(script.remove()) + "\n");
            listen();
            return CompletableFuture.completedFuture(null);
        }

        /** What the child says until the daemon's next line. */
        private void listen() {
            remarks();
            while (!script.isEmpty() && script.peek().startsWith("<<")) {
                String text = script.remove().substring(2).replaceFirst("^ ", "");
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                if (decoder.decode(bytes, bytes.length) instanceof DecodedLine.Message message) {
                    try {
                        inbox.put(message.message());
                    } catch (InterruptedException interrupted) {
                        throw new AssertionError(interrupted);
                    }
                }
                remarks();
            }
        }

        private void remarks() {
            while (!script.isEmpty() && script.peek().startsWith("-- ")) {
                String remark = script.remove().substring(3);
                if (remark.equals("generation 1")) {
                    generation = Generation.KCL_1;
                } else if (remark.startsWith("store ")) {
                    String answer = remark.substring("store ".length());
                    store.failing(answer.equals("ok") ? Optional.empty() : Optional.of(Reason.valueOf(answer)));
                } else {
                    throw new AssertionError("an unknown remark: " + remark);
                }
            }
        }

        @Override
        public Inbox<ChildMessage> inbox() {
            return inbox;
        }
    }
}
