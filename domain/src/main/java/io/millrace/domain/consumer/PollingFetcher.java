package io.millrace.domain.consumer;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.RecordPosition;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one shard by polling: decides when to get an iterator, when to read and when to wait. Whoever drives it asks
 * {@link #next}, does what it says, and reports the answer; one call at a time.
 *
 * <pre>
 *            iteratorGiven              fetched, no next iterator
 *  no iterator ---------> has iterator ---------------------------> at end
 *      ^  ^ |               | |    ^ |                                (final)
 *      |  +-+ failed        | |    +-+ fetched; throttled, unavailable (same iterator, later)
 *      |                    | |
 *      +--------------------+ +--- any call: NOT_FOUND ------------> gone (final)
 *       expired, or too old
 * </pre>
 *
 * <p>Every read continues where the last answer ended, so that no record is left out and none is read twice: by the
 * iterator of that answer, or, when it expired, by a new one from the last record fetched.
 *
 * <p>A start that is a sentinel is asked for again when the iterator expires before the first record, which for
 * TRIM_HORIZON and AT_TIMESTAMP leaves nothing out. LATEST would: it would then mean a later moment and skip what came
 * between. Millrace pins LATEST to a time when it makes a lease, so that only a lease from a foreign table starts here with
 * LATEST, and its reader should be pinned to the service's time in the same way. Where it is not and the iterator was lost
 * before the first record, the fetcher goes on at TRIM_HORIZON: older records than asked for, rather than lost ones.
 *
 * <p>Not safe for use by several threads; never blocks. Times are those of one monotonic clock, in nanoseconds.
 */
public final class PollingFetcher {
    private enum Call {
        NONE,
        ITERATOR,
        RECORDS
    }

    /** What to do now. */
    public sealed interface Step {
        /**
         * Ask for an iterator.
         *
         * @param after a sentinel, or the position after which reading goes on. The record at that position was fetched
         *     whole, except when it is the start, which may lie inside an aggregated record: whoever takes aggregated
         *     records apart starts at its sequence number and drops what {@link ResumeFilter} drops
         */
        record GetIterator(Checkpoint after) implements Step {
            public GetIterator {
                Objects.requireNonNull(after, "after");
            }
        }

        /**
         * Read.
         *
         * @param iterator where
         * @param limit the most records
         */
        record GetRecords(String iterator, int limit) implements Step {
            public GetRecords {
                Objects.requireNonNull(iterator, "iterator");
            }
        }

        /** @param nanos nothing may be done before this moment */
        record WaitUntil(long nanos) implements Step {}

        /** A call has not been answered yet. */
        record InFlight() implements Step {}

        /** @param children of the closed shard that is read to its end; may be empty, then the listing knows them */
        record AtEnd(ImmutableList<ChildShard> children) implements Step {
            public AtEnd {
                Objects.requireNonNull(children, "children");
            }
        }

        /** The service does not know the shard (any more). */
        record ShardGone() implements Step {}
    }

    private static final Step IN_FLIGHT = new Step.InFlight();
    private static final Step SHARD_GONE = new Step.ShardGone();

    private final Checkpoint start;
    private final PollingSettings settings;
    private final ReadPace pace;
    private final NotBefore afterFailure = new NotBefore();

    private Call inFlight = Call.NONE;
    private long sentNanos;
    private @Nullable String iterator;
    /** When the call that gave the iterator was sent: the iterator is no older than that. */
    private long iteratorSinceNanos;

    private boolean iteratorWasGiven;
    private Optional<RecordPosition> lastFetched = Optional.empty();
    private Duration behindLatest = Duration.ZERO;
    private int consecutiveFailures;
    private @Nullable Step ending;

    /**
     * @param start what of the shard is already processed, or where to begin
     * @throws IllegalArgumentException when the start is SHARD_END, after which there is nothing to read
     */
    public PollingFetcher(Checkpoint start, PollingSettings settings) {
        this(start, settings, new ReadPace(settings));
    }

    /**
     * @param start what of the shard is already processed, or where to begin
     * @param pace of the reads of this shard before
     * @throws IllegalArgumentException when the start is SHARD_END, after which there is nothing to read
     */
    public PollingFetcher(Checkpoint start, PollingSettings settings, ReadPace pace) {
        this.start = Objects.requireNonNull(start, "start");
        this.settings = Objects.requireNonNull(settings, "settings");
        if (start.isShardEnd()) {
            throw new IllegalArgumentException("a shard at SHARD_END is not read again");
        }
        this.pace = Objects.requireNonNull(pace, "pace");
    }

    /** A read was answered, but nobody wants the answer any more. */
    public void dropped(long bytes, long nowNanos) {
        pace.dropped(bytes, nowNanos);
    }

    /**
     * What to do now. GetIterator and GetRecords mark their call as in flight: it must be made, and answered by
     * {@link #iteratorGiven}, {@link #fetched} or {@link #failed}.
     */
    public Step next(long nowNanos) {
        if (ending != null) {
            return ending;
        }
        if (inFlight != Call.NONE) {
            return IN_FLIGHT;
        }
        if (!afterFailure.isReached(nowNanos)) {
            return new Step.WaitUntil(afterFailure.nanos());
        }
        String usable = usableIterator(nowNanos);
        if (usable == null) {
            send(Call.ITERATOR, nowNanos);
            return new Step.GetIterator(resumeAfter());
        }
        if (!pace.nextRead().isReached(nowNanos)) {
            return new Step.WaitUntil(pace.nextRead().nanos());
        }
        send(Call.RECORDS, nowNanos);
        return new Step.GetRecords(usable, settings.maxRecordsPerRead());
    }

    /**
     * The iterator that was asked for.
     *
     * @throws IllegalStateException when none was asked for
     */
    public void iteratorGiven(String iterator, long nowNanos) {
        answered(Call.ITERATOR, "an iterator", nowNanos);
        this.iterator = Objects.requireNonNull(iterator, "iterator");
        iteratorSinceNanos = sentNanos;
        iteratorWasGiven = true;
    }

    /**
     * The answer to a read.
     *
     * @param records how many the service returned
     * @param bytes how much they weigh against the quota
     * @param last the position of the last one; empty when none was returned
     * @param nextIterator empty at the end of a closed shard
     * @param behindLatest how far the answer's end is behind the tip of the shard
     * @param children at the end of a closed shard
     * @throws IllegalStateException when no read was asked for
     */
    public void fetched(
            int records,
            long bytes,
            Optional<RecordPosition> last,
            Optional<String> nextIterator,
            Duration behindLatest,
            ImmutableList<ChildShard> children,
            long nowNanos) {
        if (records < 0 || bytes < 0) {
            throw new IllegalArgumentException("no answer: " + records + " records, " + bytes + " bytes");
        }
        answered(Call.RECORDS, "records", nowNanos);
        pace.fetched(records, bytes, behindLatest, nowNanos);
        consecutiveFailures = 0;
        this.behindLatest = behindLatest;
        if (last.isPresent() && Checkpoint.at(last.get()).compareTo(position()) > 0) {
            lastFetched = last;
        }
        iterator = nextIterator.orElse(null);
        iteratorSinceNanos = sentNanos;
        if (iterator == null) {
            ending = new Step.AtEnd(children);
        }
    }

    /**
     * A read was answered with more than there is room for. What came is dropped, and the next read begins where this one did.
     *
     * @param bytes how much the answer weighs against the quota
     * @throws IllegalStateException when no read was asked for
     */
    public void refused(long bytes, long nowNanos) {
        answered(Call.RECORDS, "records", nowNanos);
        pace.owes(bytes, nowNanos);
        consecutiveFailures = 0;
    }

    /**
     * The call in flight failed.
     *
     * @param jitter from 0, inclusive, to 1, exclusive
     * @throws IllegalStateException when no call was in flight
     */
    public void failed(FetchFailure failure, double jitter, long nowNanos) {
        if (failure == FetchFailure.THROTTLED && inFlight == Call.RECORDS) {
            pace.throttled();
        }
        answered(inFlight, "a failure", nowNanos);
        consecutiveFailures++;
        switch (failure) {
            case NOT_FOUND -> ending = SHARD_GONE;
            case THROTTLED, UNAVAILABLE -> backOff(consecutiveFailures, jitter, nowNanos);
            case EXPIRED_ITERATOR -> {
                iterator = null;
                // Once is what happens to a paused reader; at once again means that something else is wrong.
                if (consecutiveFailures > 1) {
                    backOff(consecutiveFailures - 1, jitter, nowNanos);
                }
            }
        }
    }

    /** How far the last read was behind the tip of the shard; zero before the first one. */
    public Duration behindLatest() {
        return behindLatest;
    }

    /** How many calls failed since the last read that succeeded. */
    public int consecutiveFailures() {
        return consecutiveFailures;
    }

    /** What is fetched: up to the last record, or the start when there was none. */
    public Checkpoint position() {
        return lastFetched.map(Checkpoint::at).orElse(start);
    }

    private Checkpoint resumeAfter() {
        Checkpoint position = position();
        return iteratorWasGiven && position.equals(Checkpoint.LATEST) ? Checkpoint.TRIM_HORIZON : position;
    }

    private @Nullable String usableIterator(long nowNanos) {
        boolean tooOld =
                nowNanos - iteratorSinceNanos >= settings.iteratorLife().toNanos();
        return tooOld ? null : iterator;
    }

    private void send(Call call, long nowNanos) {
        inFlight = call;
        sentNanos = nowNanos;
    }

    private void answered(Call call, String what, long nowNanos) {
        if (inFlight == Call.NONE || inFlight != call) {
            throw new IllegalStateException(what + " answers no call; in flight: " + inFlight);
        }
        if (inFlight == Call.RECORDS) {
            pace.answered(nowNanos);
        }
        inFlight = Call.NONE;
    }

    private void backOff(int failures, double jitter, long nowNanos) {
        afterFailure.raise(nowNanos + settings.backoff().delay(failures, jitter).toNanos());
    }
}
