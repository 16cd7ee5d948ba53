package io.millrace.benchmarks.stub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a stream of the stub is like. Its name says it, so that no stream has to be created.
 *
 * @param shards 1 to 1,000
 * @param recordBytes of the data of each record, 1 to 1,048,576
 */
public record StreamShape(int shards, int recordBytes) {
    private static final Pattern NAME = Pattern.compile("shards-(\\d{1,4})-bytes-(\\d{1,7})");
    private static final int MOST_SHARDS = 1000;
    private static final int LARGEST_RECORD = 1 << 20;

    /** @throws IllegalArgumentException when a number is out of its range */
    public StreamShape {
        if (shards < 1 || shards > MOST_SHARDS) {
            throw new IllegalArgumentException("shards: " + shards + " is not 1 to " + MOST_SHARDS);
        }
        if (recordBytes < 1 || recordBytes > LARGEST_RECORD) {
            throw new IllegalArgumentException("record bytes: " + recordBytes + " is not 1 to " + LARGEST_RECORD);
        }
    }

    /** The name of a stream like this, such as {@code shards-4-bytes-1024}. */
    public String streamName() {
        return "shards-" + shards + "-bytes-" + recordBytes;
    }

    /** What a stream of this name, or with an ARN that ends in it, is like; empty when it says nothing of the kind. */
    static Optional<StreamShape> of(String nameOrArn) {
        Matcher name = NAME.matcher(nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1));
        return name.matches()
                ? Optional.of(new StreamShape(Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2))))
                : Optional.empty();
    }
}
