package io.millrace.adapters.inmemory;

import static io.millrace.adapters.inmemory.Asked.ALL;
import static io.millrace.adapters.inmemory.Asked.LATEST;
import static io.millrace.adapters.inmemory.Asked.TRIM_HORIZON;
import static io.millrace.adapters.inmemory.Asked.iterator;
import static io.millrace.adapters.inmemory.Asked.records;
import static io.millrace.adapters.inmemory.Asked.shardsOnFirstPage;
import static io.millrace.adapters.inmemory.Asked.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.ShardFilter;
import io.millrace.ports.source.SourceFailure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stream in memory that keeps records for a day")
class InMemoryStreamRetentionTest {
    private static final ShardId SHARD = ShardId.ofOrdinal(0);
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final ManualTime time = new ManualTime();
    private final InMemoryStream stream =
            InMemoryStream.builder("words").time(time).quotas(false).build();
    private final RecordSource source = stream.source();

    @Test
    @DisplayName("trims each record a day after it arrived")
    void trims() {
        stream.put("a", "one");
        time.advance(Duration.ofHours(1));
        stream.put("a", "two");

        time.advance(Duration.ofHours(23));
        assertThat(texts(source, SHARD, TRIM_HORIZON)).containsExactly("one", "two");
        time.advance(MILLISECOND);
        assertThat(texts(source, SHARD, TRIM_HORIZON)).containsExactly("two");
        time.advance(DAY);
        assertThat(texts(source, SHARD, TRIM_HORIZON)).isEmpty();
        stream.put("a", "three");
        assertThat(texts(source, SHARD, TRIM_HORIZON)).containsExactly("three");
        assertThat(stream.allRecords()).extracting(StreamRecord::dataAsText).containsExactly("three");
    }

    @Test
    @DisplayName("reads on from the oldest retained record where the one asked for is trimmed")
    void readsOnFromTheTrimHorizon() {
        PutResult first = stream.put("a", "one");
        stream.put("a", "two");
        Instant early = time.wallTime();
        time.advance(Duration.ofHours(1));
        stream.put("a", "three");
        time.advance(DAY.minusMinutes(1));

        assertThat(texts(source, SHARD, new ReadPosition.AtSequenceNumber(first.sequenceNumber())))
                .containsExactly("three");
        assertThat(texts(source, SHARD, new ReadPosition.AfterSequenceNumber(first.sequenceNumber())))
                .containsExactly("three");
        assertThat(texts(source, SHARD, new ReadPosition.AtTimestamp(early))).containsExactly("three");
    }

    @Test
    @DisplayName("skips what is trimmed under an iterator")
    void trimsUnderAnIterator() {
        stream.put("a", "one");
        time.advance(Duration.ofMinutes(3));
        stream.put("a", "two");
        time.advance(DAY.minusMinutes(4));
        String iterator = iterator(source, SHARD, TRIM_HORIZON);
        time.advance(Duration.ofMinutes(2));

        assertThat(records(source, SHARD, iterator, 10).records())
                .extracting(StreamRecord::dataAsText)
                .containsExactly("two");
    }

    @Test
    @DisplayName("forgets a closed shard a day after it was closed, while its children go on naming it")
    void forgetsClosedShards() {
        stream.put("a", "one");
        stream.split(SHARD);
        ShardId lower = ShardId.ofOrdinal(1);
        ShardId upper = ShardId.ofOrdinal(2);
        String iterator = iterator(source, SHARD, TRIM_HORIZON);
        time.advance(Duration.ofHours(1));
        ShardId merged = stream.merge(lower, upper);

        time.advance(Duration.ofHours(23));
        assertThat(shardsOnFirstPage(source, ALL)).containsExactly(SHARD, lower, upper, merged);
        iterator = iterator(source, SHARD, TRIM_HORIZON);
        time.advance(MILLISECOND);
        assertThat(shardsOnFirstPage(source, ALL)).containsExactly(lower, upper, merged);
        assertThat(stream.shards().get(0).parent()).contains(SHARD);
        assertThat(Asked.iteratorFailure(source, SHARD, LATEST)).isEqualTo(SourceFailure.Kind.NOT_FOUND);
        assertThat(Asked.recordsFailure(source, SHARD, iterator, 10)).isEqualTo(SourceFailure.Kind.NOT_FOUND);
        assertThatIllegalArgumentException().isThrownBy(() -> stream.records(SHARD));

        time.advance(DAY);
        assertThat(shardsOnFirstPage(source, ALL)).containsExactly(merged);
    }

    @Test
    @DisplayName("lists what was open at a moment, taking one long past for the trim horizon and a future one for now")
    void listsWhatWasOpen() {
        Instant beforeTheStream = time.wallTime().minus(Duration.ofDays(3));
        time.advance(Duration.ofHours(1));
        Instant splitAt = time.wallTime();
        stream.split(SHARD);
        ShardId lower = ShardId.ofOrdinal(1);
        ShardId upper = ShardId.ofOrdinal(2);
        time.advance(Duration.ofHours(1));

        assertThat(openAt(beforeTheStream)).containsExactly(SHARD);
        assertThat(openAt(splitAt.minusMillis(1))).containsExactly(SHARD);
        assertThat(openAt(splitAt)).containsExactly(SHARD, lower, upper);
        assertThat(openAt(splitAt.plusMillis(1))).containsExactly(lower, upper);
        assertThat(openAt(Instant.MAX)).containsExactly(lower, upper);

        time.advance(DAY);
        assertThat(openAt(beforeTheStream)).containsExactly(lower, upper);
    }

    private java.util.List<ShardId> openAt(Instant moment) {
        return shardsOnFirstPage(source, new ShardFilter.OpenAt(moment));
    }
}
