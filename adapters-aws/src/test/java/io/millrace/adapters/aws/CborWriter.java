package io.millrace.adapters.aws;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes CBOR (RFC 8949): texts, numbers, byte strings, lists and maps of these; an empty optional is null. */
final class CborWriter {
    private static final int MAP = 5;
    private static final int LIST = 4;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final boolean marksEnds;

    private CborWriter(boolean marksEnds) {
        this.marksEnds = marksEnds;
    }

    /** Maps and lists begin with their size. */
    static byte[] withSizes(Map<String, ?> value) {
        return write(value, false);
    }

    /** Maps and lists end with a mark, as those of Kinesis do. */
    static byte[] withEnds(Map<String, ?> value) {
        return write(value, true);
    }

    private static byte[] write(Map<String, ?> value, boolean marksEnds) {
        CborWriter writer = new CborWriter(marksEnds);
        writer.value(value);
        return writer.bytes.toByteArray();
    }

    private void value(Object value) {
        if (value instanceof Map<?, ?> map) {
            open(MAP, map.size());
            map.forEach((name, member) -> {
                value(name);
                value(member);
            });
            close();
        } else if (value instanceof List<?> list) {
            open(LIST, list.size());
            list.forEach(this::value);
            close();
        } else if (value instanceof Double number) {
            bytes.write(0xfb);
            fixed(Double.doubleToRawLongBits(number), 8);
        } else if (value instanceof Number number) {
            head(number.longValue() < 0 ? 1 : 0, number.longValue() < 0 ? -1 - number.longValue() : number.longValue());
        } else if (value instanceof byte[] data) {
            head(2, data.length);
            bytes.writeBytes(data);
        } else if (value instanceof java.time.Instant time) {
            head(6, 1);
            value(time.toEpochMilli());
        } else if (value instanceof Optional<?>) {
            bytes.write(0xf6);
        } else {
            byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
            head(3, text.length);
            bytes.writeBytes(text);
        }
    }

    private void open(int major, int size) {
        if (marksEnds) {
            bytes.write(major << 5 | 31);
        } else {
            head(major, size);
        }
    }

    private void close() {
        if (marksEnds) {
            bytes.write(0xff);
        }
    }

    private void head(int major, long argument) {
        if (argument < 24) {
            bytes.write(major << 5 | (int) argument);
        } else if (argument < 0x100) {
            bytes.write(major << 5 | 24);
            fixed(argument, 1);
        } else if (argument < 0x10000) {
            bytes.write(major << 5 | 25);
            fixed(argument, 2);
        } else if (argument < 0x1_0000_0000L) {
            bytes.write(major << 5 | 26);
            fixed(argument, 4);
        } else {
            bytes.write(major << 5 | 27);
            fixed(argument, 8);
        }
    }

    private void fixed(long value, int count) {
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
            bytes.write((int) (value >> shift));
        }
    }
}
