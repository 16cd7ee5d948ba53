package io.millrace.app.tail;

import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** How a record is written on one line. */
public enum RecordFormat {
    /** Shard, time of arrival, partition key and text, separated by tabs; what breaks a line is escaped. */
    TEXT {
        @Override
        public String format(ShardId shard, StreamRecord record) {
            String data = text(record.data()).map(RecordFormat::escaped).orElseGet(() -> "base64:" + base64(record));
            return String.join(
                    "\t", shard.value(), record.approximateArrival().toString(), escaped(record.partitionKey()), data);
        }
    },

    /** An object with everything there is; {@code text} where the data are UTF-8, {@code base64} where they are not. */
    JSON {
        @Override
        public String format(ShardId shard, StreamRecord record) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("shard", shard.value());
            object.put("sequenceNumber", record.sequenceNumber().toString());
            if (record.position().subSequenceNumber() > 0) {
                object.put("subSequenceNumber", record.position().subSequenceNumber());
            }
            object.put("arrival", record.approximateArrival().toString());
            object.put("partitionKey", record.partitionKey());
            record.explicitHashKey().ifPresent(key -> object.put("explicitHashKey", key));
            text(record.data())
                    .ifPresentOrElse(text -> object.put("text", text), () -> object.put("base64", base64(record)));
            return JsonMapper.shared().writeValueAsString(object);
        }
    };

    /** One line without its end. */
    public abstract String format(ShardId shard, StreamRecord record);

    private static Optional<String> text(ByteBuffer data) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(data).toString());
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }

    private static String base64(StreamRecord record) {
        return Base64.getEncoder().encodeToString(record.dataCopy());
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }
}
