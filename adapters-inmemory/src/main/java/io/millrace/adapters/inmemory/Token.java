package io.millrace.adapters.inmemory;

import java.util.Optional;

/**
 * What is inside an iterator and inside a page token of a listing. Both are opaque to whoever gets them and good for a
 * while only.
 *
 * @param kind what it is good for
 * @param stream tells the tokens of one stream from those of others
 * @param shard the ordinal of the shard that is read, or the first to be listed next
 * @param place index of the next record, or for a listing the moment of its filter in milliseconds since 1970
 * @param givenNanos when it was given, on the stream's monotonic clock
 */
record Token(Kind kind, long stream, int shard, long place, long givenNanos) {
    /** What a token is good for. */
    enum Kind {
        /** Reading a shard. */
        ITERATOR("iterator:"),
        /** Listing all shards. */
        ALL_SHARDS("all-shards:"),
        /** Listing the shards that were open at a moment. */
        SHARDS_OPEN_AT("open-shards:");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final char SEPARATOR = ':';

    String encode() {
        return kind.prefix + stream + SEPARATOR + shard + SEPARATOR + place + SEPARATOR + givenNanos;
    }

    /** Empty when the text is no token of this kind. */
    static Optional<Token> parse(Kind kind, String text) {
        if (!text.startsWith(kind.prefix)) {
            return Optional.empty();
        }
        int first = kind.prefix.length();
        int second = text.indexOf(SEPARATOR, first) + 1;
        int third = text.indexOf(SEPARATOR, second) + 1;
        int fourth = text.indexOf(SEPARATOR, third) + 1;
        if (second == 0 || third == 0 || fourth == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Token(
                    kind,
                    Long.parseLong(text, first, second - 1, 10),
                    Integer.parseInt(text, second, third - 1, 10),
                    Long.parseLong(text, third, fourth - 1, 10),
                    Long.parseLong(text, fourth, text.length(), 10)));
        } catch (NumberFormatException e) {
            // Somebody's own invention; the caller answers that it is no token.
            return Optional.empty();
        }
    }
}
