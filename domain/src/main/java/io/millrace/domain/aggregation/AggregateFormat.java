package io.millrace.domain.aggregation;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The layout of an aggregate: magic number, message, MD5 of the message (KPL, "aggregation-format.md"). */
final class AggregateFormat {
    static final int DIGEST_BYTES = 16;
    /** An empty message makes no aggregate. */
    static final int LEAST_BYTES = 4 + 1 + DIGEST_BYTES;

    /** Fields of the message. */
    static final int PARTITION_KEYS = 1;

    static final int EXPLICIT_HASH_KEYS = 2;
    static final int RECORDS = 3;

    /** Fields of a packed record. */
    static final int PARTITION_KEY = 1;

    static final int EXPLICIT_HASH_KEY = 2;
    static final int DATA = 3;

    /** Begins every aggregate. Not to be changed. */
    static final byte[] MAGIC = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2};

    private AggregateFormat() {}

    /** Whether a byte is how a field of the message begins: its number, and that its value is one of bytes. */
    static boolean isFieldTag(byte first) {
        return first == bytesTag(PARTITION_KEYS) || first == bytesTag(EXPLICIT_HASH_KEYS) || first == bytesTag(RECORDS);
    }

    static byte bytesTag(int field) {
        return (byte) (field << 3 | 2);
    }

    static byte numberTag(int field) {
        return (byte) (field << 3);
    }

    static ByteBuffer digest(ByteBuffer message) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(message);
            return ByteBuffer.wrap(md5.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has MD5, this one does not", impossible);
        }
    }
}
