package io.millrace.multilang.properties;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How the bytes of a properties file become text: ISO-8859-1 by the format, and what people save instead. */
final class FileEncoding {
    private static final String REMEDY = "save it as plain ASCII or ISO-8859-1, with \\uXXXX for other letters";

    private FileEncoding() {}

    /**
     * @param source what to call the file
     * @return empty with a fault when the bytes are no such text
     */
    static Optional<String> decode(byte[] bytes, String source, Findings findings) {
        if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE) || holdsZero(bytes)) {
            findings.fault(source, "is UTF-16 or no text at all; " + REMEDY);
            return Optional.empty();
        }
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            findings.warn(
                    source,
                    "begins with the mark of UTF-8 and is read as UTF-8; KCL takes the mark for a part of the first key, "
                            + REMEDY);
            return Optional.of(new String(bytes, 3, bytes.length - 3, StandardCharsets.UTF_8));
        }
        return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** Whether text that was read as ISO-8859-1 was probably meant as UTF-8. */
    static boolean looksLikeUtf8(String text) {
        if (text.chars().allMatch(letter -> letter < 0x80)
                || !StandardCharsets.ISO_8859_1.newEncoder().canEncode(text)) {
            return false;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException other) {
            return false;
        }
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean holdsZero(byte[] bytes) {
        for (byte one : bytes) {
            if (one == 0) {
                return true;
            }
        }
        return false;
    }
}
