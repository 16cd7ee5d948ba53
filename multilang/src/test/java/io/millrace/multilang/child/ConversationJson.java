package io.millrace.multilang.child;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.StreamRecord;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Values in the messages of conversations. */
final class ConversationJson {
    private ConversationJson() {}

    /** @return empty where the sequence number is null */
    static Optional<RecordPosition> position(JsonNode node) {
        return node.get("sequenceNumber").isNull()
                ? Optional.empty()
                : Optional.of(new RecordPosition(
                        SequenceNumber.of(node.get("sequenceNumber").asString()),
                        node.get("subSequenceNumber").asLong()));
    }

    /** Where a shard begins: TRIM_HORIZON or a position. */
    static Checkpoint checkpoint(JsonNode node) {
        return node.get("sequenceNumber").asString().equals("TRIM_HORIZON")
                ? Checkpoint.TRIM_HORIZON
                : Checkpoint.at(position(node).orElseThrow());
    }

    static ImmutableList<StreamRecord> records(JsonNode nodes) {
        ImmutableList.Builder<StreamRecord> records = ImmutableList.builder();
        for (JsonNode node : nodes) {
            records.add(new StreamRecord(
                    position(node).orElseThrow(),
                    node.get("partitionKey").asString(),
                    Optional.empty(),
                    Instant.ofEpochMilli(node.get("approximateArrivalTimestamp").asLong()),
                    Base64.getDecoder().decode(node.get("data").asString())));
        }
        return records.build();
    }
}
