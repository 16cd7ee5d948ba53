package io.millrace.domain.checkpoint;

import com.google.common.primitives.ImmutableIntArray;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.StreamRecord;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which of the records that were handed in are done, in whatever order that happens, and from it what may be checkpointed:
 * the last record before the first that is not done. Holds nothing of a record that is done, however far beyond the
 * checkpoint it lies. Not safe for use by several threads.
 */
public final class OpenRecords {
    /**
     * A record, as a checkpoint names it.
     *
     * @param arrival by the service's clock
     */
    public record Mark(RecordPosition position, Instant arrival) {}

    private record Open(Optional<Mark> before, RecordPosition position) {}

    private final TreeMap<Long, Open> open = new TreeMap<>();
    private Optional<Mark> last = Optional.empty();
    private long next;

    /**
     * Takes a record in that is not done.
     *
     * @param record behind all that were taken in before
     * @return its number
     */
    public long add(StreamRecord record) {
        open.put(next, new Open(last, record.position()));
        last = Optional.of(new Mark(record.position(), record.approximateArrival()));
        return next++;
    }

    /** The record of that number is done. */
    public void done(long number) {
        open.remove(number);
    }

    /** How many are not done. */
    public int count() {
        return open.size();
    }

    /** How many were taken in since the first that is not done, itself included. */
    public long span() {
        return open.isEmpty() ? 0 : next - open.firstKey();
    }

    /** The last record before which, itself included, all are done; empty when there is none. */
    public Optional<Mark> doneUpTo() {
        Map.Entry<Long, Open> first = open.firstEntry();
        return first == null ? last : first.getValue().before();
    }

    /** What is done beyond {@link #doneUpTo()}; empty when nothing is. */
    public Optional<DoneBeyond> doneBeyond() {
        if (open.size() == span()) {
            return Optional.empty();
        }
        Map.Entry<Long, Open> first = open.firstEntry();
        ImmutableIntArray.Builder numbers = ImmutableIntArray.builder(open.size());
        // What an int cannot count is left out, and would only be repeated.
        long end = Math.min(next, first.getKey() + Integer.MAX_VALUE);
        open.headMap(end).keySet().forEach(number -> numbers.add((int) (number - first.getKey())));
        return Optional.of(new DoneBeyond(first.getValue().position(), numbers.build(), (int) (end - first.getKey())));
    }
}
