package io.millrace.ports.contract;

import static io.millrace.ports.contract.Answers.answer;
import static io.millrace.ports.contract.Reading.ALL;
import static io.millrace.ports.contract.Reading.LATEST;
import static io.millrace.ports.contract.Reading.TRIM_HORIZON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.SourceFailure;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Failures are answers that say what is wrong. */
public interface RecordSourceFailures extends RecordSourceHarness {
    @Test
    @DisplayName("A stream that does not exist is not found")
    default void missesUnknownStreams() throws Exception {
        try (RecordSource missing = sourceOfMissingStream("no-such-stream")) {
            assertEquals("no-such-stream", missing.streamName());
            assertGone(missing);
        }
    }

    @Test
    @DisplayName("A stream that was deleted is not found, and what is read from it fails")
    default void missesDeletedStreams() throws Exception {
        StreamFixture stream = stream(1);
        ShardId shard = Reading.shards(stream.source(), ALL).get(0).id();
        String iterator = Reading.iterator(stream.source(), shard, TRIM_HORIZON);

        stream.delete();

        assertGone(stream.source());
        SourceFailure failure = answer(
                        RecordsAnswer.Failed.class, stream.source().records(shard, iterator, 10))
                .failure();
        assertExplained(failure);
    }

    @Test
    @DisplayName("A shard that does not exist is not found")
    default void missesUnknownShards() throws Exception {
        RecordSource source = stream(1).source();

        SourceFailure failure = answer(
                        IteratorAnswer.Failed.class, source.iterator(ShardId.ofOrdinal(987_654), TRIM_HORIZON))
                .failure();

        assertEquals(SourceFailure.Kind.NOT_FOUND, failure.kind());
        assertExplained(failure);
    }

    @Test
    @DisplayName("An iterator that nobody gave is met by a failure, not by an exception")
    default void refusesOtherIterators() throws Exception {
        RecordSource source = stream(1).source();
        ShardId shard = Reading.shards(source, ALL).get(0).id();

        SourceFailure failure = answer(RecordsAnswer.Failed.class, source.records(shard, "nobody gave this", 10))
                .failure();

        assertExplained(failure);
    }

    @Test
    @DisplayName("Closing a source twice does no harm, nor does it to another source of the same service")
    default void closes() throws Exception {
        RecordSource closed = sourceOfMissingStream("another-missing-stream");
        closed.close();
        closed.close();

        RecordSource open = stream(1).source();
        answer(DescribeAnswer.Described.class, open.describe());
    }

    private static void assertGone(RecordSource source) {
        SourceFailure describing =
                answer(DescribeAnswer.Failed.class, source.describe()).failure();
        SourceFailure listing = answer(ListShardsAnswer.Failed.class, source.listShards(ALL, Optional.empty()))
                .failure();
        SourceFailure positioning = answer(IteratorAnswer.Failed.class, source.iterator(ShardId.ofOrdinal(0), LATEST))
                .failure();
        for (SourceFailure failure : new SourceFailure[] {describing, listing, positioning}) {
            assertEquals(SourceFailure.Kind.NOT_FOUND, failure.kind(), failure.explanation());
            assertExplained(failure);
        }
    }

    private static void assertExplained(SourceFailure failure) {
        assertFalse(failure.explanation().isBlank(), "a failure says what happened");
    }
}
