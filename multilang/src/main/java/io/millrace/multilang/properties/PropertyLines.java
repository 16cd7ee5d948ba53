package io.millrace.multilang.properties;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Takes the text of a properties file apart as {@link Properties} does, and remembers the lines. Each logical line, that is
 * with the lines it goes on in, is read by {@code Properties} itself.
 */
final class PropertyLines {
    private PropertyLines() {}

    /**
     * @param line number of its first line, from 1
     */
    record Entry(String key, String value, int line) {}

    /**
     * All keys with their values, in order; a key that stands there twice comes twice.
     *
     * @param findings gets a fault for each line that cannot be read
     */
    static List<Entry> parse(String text, Findings findings) {
        List<Entry> entries = new ArrayList<>();
        String[] lines = text.split("\r\n|\r|\n", -1);
        int number = 0;
        while (number < lines.length) {
            int first = number;
            StringBuilder logical = new StringBuilder(lines[number++]);
            while (!isRemark(lines[first]) && goesOn(lines[number - 1]) && number < lines.length) {
                logical.append('\n').append(lines[number++]);
            }
            try {
                Properties one = new Properties();
                one.load(new StringReader(logical.toString()));
                for (Map.Entry<Object, Object> entry : one.entrySet()) {
                    entries.add(new Entry((String) entry.getKey(), (String) entry.getValue(), first + 1));
                }
            } catch (IllegalArgumentException malformed) {
                findings.fault("line " + (first + 1), "a \\u is not followed by four hexadecimal digits; correct it");
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
        return entries;
    }

    private static boolean isRemark(String line) {
        String stripped = line.stripLeading();
        return stripped.isEmpty() || stripped.charAt(0) == '#' || stripped.charAt(0) == '!';
    }

    /** An odd number of backslashes at the end. */
    private static boolean goesOn(String line) {
        int count = 0;
        while (count < line.length() && line.charAt(line.length() - 1 - count) == '\\') {
            count++;
        }
        return count % 2 == 1;
    }
}
