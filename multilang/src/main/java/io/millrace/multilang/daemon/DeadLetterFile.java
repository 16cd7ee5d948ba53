package io.millrace.multilang.daemon;

import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.processing.DeadLetterSink;
import io.millrace.ports.processing.ShardContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps records that could not be processed, one line of JSON each, appended to a file. A record counts as kept when the
 * disk has it. Safe for use from several threads.
 */
final class DeadLetterFile implements DeadLetterSink, AutoCloseable {
    private final JsonMapper json = JsonMapper.shared();
    private final FileChannel file;

    private DeadLetterFile(FileChannel file) {
        this.file = file;
    }

    /**
     * Opens the file, made if it is missing.
     *
     * @throws IllegalArgumentException when it cannot be written, with the remedy
     */
    static DeadLetterFile open(Path path) {
        try {
            return new DeadLetterFile(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException unwritable) {
            throw new IllegalArgumentException(
                    "millrace.deadLetterFile: " + path + " cannot be written (" + unwritable
                            + "); make its directory, or name another file",
                    unwritable);
        }
    }

    @Override
    public synchronized void accept(ShardContext shard, StreamRecord record, Throwable cause, int attempts)
            throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("stream", shard.lease().stream().toString());
        line.put("shardId", shard.shardId().toString());
        line.put("sequenceNumber", record.sequenceNumber().toString());
        line.put("subSequenceNumber", record.position().subSequenceNumber());
        line.put("partitionKey", record.partitionKey());
        line.put("approximateArrivalTimestamp", record.approximateArrival().toEpochMilli());
        line.put("data", Base64.getEncoder().encodeToString(record.dataCopy()));
        line.put("attempts", attempts);
        line.put("error", String.valueOf(cause.getMessage()));
        ByteBuffer bytes = ByteBuffer.wrap((json.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(false);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
