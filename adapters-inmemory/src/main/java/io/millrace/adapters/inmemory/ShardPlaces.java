package io.millrace.adapters.inmemory;

import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.SourceFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where in a shard readers begin and how far they have come; for whoever holds the stream's monitor. */
final class ShardPlaces {
    private static final Duration ONE_MILLISECOND = Duration.ofMillis(1);

    private ShardPlaces() {}

    /** Why nobody can begin there. */
    static Optional<SourceFailure> impossible(StreamState stream, InMemoryShard shard, ReadPosition position) {
        Optional<SequenceNumber> number = Optional.empty();
        if (position instanceof ReadPosition.AtSequenceNumber at) {
            number = Optional.of(at.sequenceNumber());
        } else if (position instanceof ReadPosition.AfterSequenceNumber after) {
            number = Optional.of(after.sequenceNumber());
        } else if (position instanceof ReadPosition.AtTimestamp at
                && at.timestamp().isAfter(stream.clock().now())) {
            return Optional.of(refused("the timestamp " + at.timestamp() + " lies in the future; it is "
                    + stream.clock().now()));
        }
        return number.filter(given -> !stream.sequenceNumbers().isOf(given, shard.ordinal()))
                .map(given ->
                        refused("the sequence number " + given + " is none of " + shard.id() + " of this stream"));
    }

    static long indexOf(RecordLog log, ReadPosition position) {
        if (position instanceof ReadPosition.AtSequenceNumber at) {
            return log.indexAt(at.sequenceNumber());
        }
        if (position instanceof ReadPosition.AfterSequenceNumber after) {
            return log.indexAfter(after.sequenceNumber());
        }
        if (position instanceof ReadPosition.AtTimestamp at) {
            return log.indexAt(at.timestamp());
        }
        return position instanceof ReadPosition.Latest ? log.end() : log.start();
    }

    /** The end of what is given at once from there: so many records and bytes at most, but one record at least. */
    static long endOfPage(RecordLog log, long from, long records, long bytes) {
        long end = Math.min(log.end(), from + records);
        long to = from;
        long size = 0;
        while (to < end) {
            size += log.get(to).sizeBytes();
            if (size > bytes && to > from) {
                break;
            }
            to++;
        }
        return to;
    }

    /** How old the last record of the answer is, when it is not the last of the shard. */
    static Duration behindLatest(StreamState stream, RecordLog log, long from, long to) {
        if (to == log.end()) {
            return Duration.ZERO;
        }
        Instant reached = log.get(to > from ? to - 1 : to).approximateArrival();
        Duration age = Duration.between(reached, stream.clock().now());
        // More is to come, so zero, which says that nothing is, would be wrong even within a millisecond.
        return age.compareTo(ONE_MILLISECOND) < 0 ? ONE_MILLISECOND : age;
    }

    static SourceFailure noSuchShard(StreamState stream, ShardId shard) {
        return new SourceFailure(
                SourceFailure.Kind.NOT_FOUND,
                stream.identity().name() + " has no shard " + shard + ", or it is past retention");
    }

    static SourceFailure deleted(StreamState stream) {
        return new SourceFailure(
                SourceFailure.Kind.NOT_FOUND, "the stream " + stream.identity().name() + " was deleted");
    }

    static SourceFailure refused(String explanation) {
        return new SourceFailure(SourceFailure.Kind.REFUSED, explanation);
    }
}
