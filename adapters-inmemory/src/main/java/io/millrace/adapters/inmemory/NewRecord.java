package io.millrace.adapters.inmemory;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * A record to be put.
 *
 * @param partitionKey 1 to 256 characters
 * @param explicitHashKey decides the shard in place of the partition key's hash
 * @param data the payload, from its position to its limit, at most 1 MiB; copied when it is put
 */
public record NewRecord(String partitionKey, Optional<BigInteger> explicitHashKey, ByteBuffer data) {
    public NewRecord {
        Objects.requireNonNull(partitionKey, "partitionKey");
        Objects.requireNonNull(explicitHashKey, "explicitHashKey");
        Objects.requireNonNull(data, "data");
    }

    /** A record of UTF-8 text. */
    public static NewRecord of(String partitionKey, String text) {
        return of(partitionKey, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A record that goes to the shard of its partition key. */
    public static NewRecord of(String partitionKey, byte[] data) {
        return new NewRecord(partitionKey, Optional.empty(), ByteBuffer.wrap(data));
    }
}
