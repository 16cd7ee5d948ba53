package io.millrace.multilang.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Text as a JSON string of ASCII characters: safe whatever charset the child reads with. */
final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_ESCAPE = 6;
    private static final int LATER_CHUNK = 4_096;

    private JsonText() {}

    /** The most bytes a text can become, quotation marks included. */
    static int longest(String text) {
        return LONGEST_ESCAPE * text.length() + 2;
    }

    /** Writes a text of any length. */
    static void write(String text, ByteOutput out) throws IOException {
        out.reserve(1);
        out.put('"');
        for (int from = 0; from < text.length(); from += LATER_CHUNK) {
            String part = text.substring(from, Math.min(text.length(), from + LATER_CHUNK));
            out.reserve(longest(part));
            putCharacters(part, out);
        }
        out.reserve(1);
        out.put('"');
    }

    /** Writes a text for which there is room. */
    static void put(String text, ByteOutput out) {
        out.put('"');
        putCharacters(text, out);
        out.put('"');
    }

    private static void putCharacters(String text, ByteOutput out) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character >= ' ' && character < 0x7f && character != '"' && character != '\\') {
                out.put(character);
            } else {
                putEscaped(character, out);
            }
        }
    }

    private static void putEscaped(char character, ByteOutput out) {
        out.put('\\');
        switch (character) {
            case '"', '\\' -> out.put(character);
            case '\n' -> out.put('n');
            case '\r' -> out.put('r');
            case '\t' -> out.put('t');
            case '\b' -> out.put('b');
            case '\f' -> out.put('f');
            default -> {
                out.put('u');
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.put(HEX[character >> shift & 15]);
                }
            }
        }
    }
}
