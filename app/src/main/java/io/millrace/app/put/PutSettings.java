package io.millrace.app.put;

import java.util.OptionalLong;

/**
 * What is put how.
 *
 * @param partitionKey a template: {@code {number}} stands for the record's number from 1, {@code {text}} for its text
 * @param count the most records; empty for no limit
 * @param recordsPerSecond the most records in a second; empty for no limit
 */
public record PutSettings(String partitionKey, OptionalLong count, OptionalLong recordsPerSecond) {
    private static final int LONGEST_KEY = 256;

    /**
     * The partition key of a record, cut to the 256 characters that Kinesis takes.
     *
     * @param number of the record, from 1
     */
    String keyOf(long number, String text) {
        String key = partitionKey.replace("{number}", Long.toString(number)).replace("{text}", text);
        if (key.isEmpty()) {
            return "-";
        }
        return key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY);
    }
}
