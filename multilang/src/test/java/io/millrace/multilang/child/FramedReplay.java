package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ShardId;
import io.millrace.multilang.protocol.ErrorNames;
import io.millrace.multilang.protocol.Generation;
import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.CheckpointException.Reason;
import io.millrace.ports.processing.ProcessorRestartException;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.ShardContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A conversation in frames: makes the engine's calls that lead to the daemon's lines, each once the client has said what
 * stands above it. The client is a real child, which plays its own part and requires the daemon's.
 */
final class FramedReplay {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern OFFER =
            Pattern.compile("MILLRACE_FRAMES_IN_FLIGHT=(\\d+) MILLRACE_SHARDS_PER_CHILD=(\\d+)");
    private static final String EXIT = "exit status ";
    private static final String PLAY = "PYTHONPATH=../python python3 -m millrace.conformance.scripted --tell \"$0\";"
            + " status=$?; echo \"" + EXIT + "$status\" >&2; exit $status";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A line that has a frame; its number is that in the file. */
    private record Line(int number, boolean isDaemons, JsonNode frame) {
        int channel() {
            return frame.get("channel").asInt();
        }

        String kind() {
            return text("frame");
        }

        String text(String key) {
            return frame.get(key).asString();
        }
    }

    private final ImmutableList<Line> lines;
    private final ChildSettings settings;
    private final Map<Integer, ReplayedShard> shards = new HashMap<>();
    private final Set<Integer> takenAway = new HashSet<>();

    /**
     * @param recorded the conversation that the calls are made for
     * @param played the conversation that the client plays
     * @param restarts whether a failed batch begins the shard anew, or else is left to the failure policy
     */
    FramedReplay(Path recorded, Path played, boolean restarts) throws IOException {
        List<String> texts = Files.readAllLines(recorded);
        this.lines = lines(texts);
        Matcher offer = OFFER.matcher(String.join("\n", texts));
        assertThat(offer.find()).as("the offer in %s", recorded).isTrue();
        this.settings = new ChildSettings(
                lines.get(0).text("application"),
                ImmutableList.of("sh", "-c", PLAY, played.toString()),
                Generation.KCL_2,
                Optional.of(PATIENCE),
                PATIENCE,
                PATIENCE,
                Integer.parseInt(offer.group(1)),
                Integer.parseInt(offer.group(2)),
                restarts);
    }

    private static ImmutableList<Line> lines(List<String> texts) {
        ImmutableList.Builder<Line> lines = ImmutableList.builder();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            if (text.startsWith(">> {\"frame\"") || text.startsWith("<< {\"frame\"")) {
                lines.add(new Line(i + 1, text.startsWith(">>"), JSON.readTree(text.substring(3))));
            }
        }
        return lines.build();
    }

    /** Fails when the daemon deviates from what is played. */
    void run() throws Exception {
        try (Harness harness = new Harness(settings)) {
            int said = 0;
            for (Line line : lines) {
                if (line.isDaemons()) {
                    requireSaid(harness, said);
                    lead(harness, line);
                } else {
                    said = line.number();
                    clientSays(line);
                }
            }
            requireEnd(harness);
        } finally {
            shards.values().forEach(ReplayedShard::close);
        }
    }

    private void requireEnd(Harness harness) throws InterruptedException {
        await().until(() -> harness.standardError().contains(EXIT));
        assertThat(harness.standardError()).contains(EXIT + "0").doesNotContain("FAIL");
        Class<? extends Exception> failure =
                settings.restartBatchesInFlight() ? ProcessorRestartException.class : ChildFailedException.class;
        for (ReplayedShard shard : shards.values()) {
            shard.requireEnd(failure);
        }
        assertThat(harness.restarts).isEmpty();
        await().until(harness::allGone);
    }

    /** @param line 0 for none */
    private static void requireSaid(Harness harness, int line) {
        String said = line == 0 ? "" : "line " + line + ": said";
        await().until(() -> harness.standardError().contains(said)
                || harness.standardError().contains(EXIT));
        assertThat(harness.standardError()).contains(said);
    }

    private void clientSays(Line line) {
        ReplayedShard shard = shards.get(line.channel());
        if (line.kind().equals("CHECKPOINT")) {
            shard.requests(ConversationJson.position(line.frame()));
        } else if (line.kind().equals("FAILED")) {
            shard.reports(line.text("error"));
            if (settings.restartBatchesInFlight()) {
                takenAway.add(line.channel());
            }
        }
    }

    private void lead(Harness harness, Line line) throws InterruptedException {
        if (line.kind().equals("INITIALIZE")) {
            ShardContext context = context(line);
            RecordProcessor processor = harness.processors.create(context, harness.restarts::add);
            shards.put(line.channel(), new ReplayedShard(context, processor));
        }
        ReplayedShard shard = shards.get(line.channel());
        switch (line.kind()) {
            case "INITIALIZE" -> shard.initialize();
            case "RECORDS" -> shard.process(line.frame());
            case "CHECKPOINT_RESULT" -> shard.answer(refusal(line));
            case "SHARD_ENDED" -> shard.call(processor -> processor.shardEnded(shard));
            case "SHUTDOWN_REQUESTED" -> {
                shard.call(processor -> processor.shutdownRequested(shard));
                takenAway.add(line.channel());
            }
            case "LEASE_LOST" -> {
                // After a request to shut down, and after a failure, the daemon says it of its own accord.
                if (takenAway.add(line.channel())) {
                    shard.call(RecordProcessor::leaseLost);
                }
            }
            default -> throw new AssertionError("no call leads to " + line);
        }
    }

    private static ShardContext context(Line line) {
        return new ShardContext(
                new LeaseKey(line.text("stream"), new ShardId(line.text("shardId"))),
                line.text("workerId"),
                line.frame().get("epoch").asLong(),
                ConversationJson.checkpoint(line.frame()),
                Optional.empty());
    }

    private static Optional<CheckpointException> refusal(Line line) {
        if (line.frame().get("error").isNull()) {
            return Optional.empty();
        }
        Reason reason = Arrays.stream(Reason.values())
                .filter(each -> ErrorNames.of(each).equals(line.text("error")))
                .findFirst()
                .orElseThrow();
        boolean isSilent = line.frame().get("message").isNull();
        return Optional.of(new CheckpointException(reason, isSilent ? null : line.text("message")));
    }
}
