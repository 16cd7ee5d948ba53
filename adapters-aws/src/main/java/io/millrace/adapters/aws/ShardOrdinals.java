package io.millrace.adapters.aws;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import io.millrace.domain.stream.ShardId;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.function.Consumer;

/**
 * Ids of the form that Kinesis gives ({@code shardId-} and twelve digits) written as runs of their numbers:
 * {@code 0-3,7,9}. Ten thousand shards then take some ten kilobytes where their names would take two hundred, and what an
 * item costs to read and write goes by its size.
 */
final class ShardOrdinals {
    private static final String PREFIX = "shardId-";
    private static final int DIGITS = 12;
    private static final int MOST_DIGITS = 18;
    private static final CharMatcher DIGIT = CharMatcher.inRange('0', '9');
    private static final Splitter COMMA = Splitter.on(',').omitEmptyStrings();

    /** A run longer than any stream has shards comes from a damaged text and would fill the memory. */
    private static final long LONGEST_RUN = 1_000_000;

    private ShardOrdinals() {}

    /** The number of an id that {@link #id} would give back; empty for any other id. */
    static OptionalLong ordinal(ShardId id) {
        if (!id.value().startsWith(PREFIX)) {
            return OptionalLong.empty();
        }
        String digits = id.value().substring(PREFIX.length());
        boolean canonical = DIGIT.matchesAllOf(digits)
                && (digits.length() == DIGITS
                        || (digits.length() > DIGITS && digits.length() <= MOST_DIGITS && digits.charAt(0) != '0'));
        return canonical ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }

    static ShardId id(long ordinal) {
        return new ShardId(PREFIX + Strings.padStart(Long.toString(ordinal), DIGITS, '0'));
    }

    static String write(SortedSet<Long> ordinals) {
        StringBuilder text = new StringBuilder();
        Iterator<Long> rest = ordinals.iterator();
        long first = -1;
        long last = -1;
        while (rest.hasNext()) {
            long next = rest.next();
            if (first >= 0 && next == last + 1) {
                last = next;
                continue;
            }
            appendRun(text, first, last);
            first = next;
            last = next;
        }
        appendRun(text, first, last);
        return text.toString();
    }

    private static void appendRun(StringBuilder text, long first, long last) {
        if (first < 0) {
            return;
        }
        text.append(text.length() == 0 ? "" : ",").append(first);
        if (last > first) {
            text.append('-').append(last);
        }
    }

    /** @throws IllegalArgumentException when the text is not what {@link #write} writes */
    static void parse(String text, Consumer<ShardId> into) {
        for (String run : COMMA.split(text)) {
            int dash = run.indexOf('-');
            long first = Long.parseLong(dash < 0 ? run : run.substring(0, dash));
            long last = dash < 0 ? first : Long.parseLong(run.substring(dash + 1));
            if (first < 0 || last < first || last - first >= LONGEST_RUN) {
                throw new IllegalArgumentException("no run of shards: " + run);
            }
            for (long ordinal = first; ordinal <= last; ordinal++) {
                into.accept(id(ordinal));
            }
        }
    }
}
