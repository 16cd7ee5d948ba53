package io.millrace.multilang.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.processing.ShardContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records that are given up are kept with all that is needed to put them again. */
class DeadLetterFileTest {
    private static final ShardContext SHARD = new ShardContext(
            new LeaseKey("words", ShardId.ofOrdinal(3)), "host-1", 1, Checkpoint.TRIM_HORIZON, Optional.empty());

    @TempDir
    private Path folder;

    private static StreamRecord record(long number) {
        return new StreamRecord(
                new RecordPosition(SequenceNumber.of(number), 2),
                "clé",
                Optional.empty(),
                Instant.ofEpochMilli(1_700_000_000_123L),
                new byte[] {1, -1});
    }

    @Test
    void keepsARecordAsALineOfJsonAndAppends() throws Exception {
        Path path = folder.resolve("dead.jsonl");
        try (DeadLetterFile file = DeadLetterFile.open(path)) {
            file.accept(SHARD, record(7), new IllegalStateException("bad record"), 5);
        }
        try (DeadLetterFile file = DeadLetterFile.open(path)) {
            file.accept(SHARD, record(8), new IllegalStateException("bad record"), 5);
        }

        assertThat(Files.readAllLines(path)).hasSize(2);
        JsonNode line = JsonMapper.shared().readTree(Files.readAllLines(path).get(0));
        assertThat(line.get("stream").asString()).isEqualTo("words");
        assertThat(line.get("shardId").asString()).isEqualTo("shardId-000000000003");
        assertThat(line.get("sequenceNumber").asString()).isEqualTo("7");
        assertThat(line.get("subSequenceNumber").asLong()).isEqualTo(2);
        assertThat(line.get("partitionKey").asString()).isEqualTo("clé");
        assertThat(line.get("approximateArrivalTimestamp").asLong()).isEqualTo(1_700_000_000_123L);
        assertThat(line.get("data").asString()).isEqualTo("Af8=");
        assertThat(line.get("attempts").asInt()).isEqualTo(5);
        assertThat(line.get("error").asString()).isEqualTo("bad record");
    }

    @Test
    void saysAtTheStartThatItCannotBeWritten() {
        assertThatThrownBy(() -> DeadLetterFile.open(folder.resolve("no").resolve("dead.jsonl")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("millrace.deadLetterFile: ", "cannot be written", "make its directory");
    }
}
