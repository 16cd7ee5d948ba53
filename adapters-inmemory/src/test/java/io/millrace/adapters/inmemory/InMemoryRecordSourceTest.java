package io.millrace.adapters.inmemory;

import static io.millrace.adapters.inmemory.Asked.ALL;
import static io.millrace.adapters.inmemory.Asked.TRIM_HORIZON;
import static io.millrace.adapters.inmemory.Asked.iterator;
import static io.millrace.adapters.inmemory.Asked.iteratorFailure;
import static io.millrace.adapters.inmemory.Asked.listFailure;
import static io.millrace.adapters.inmemory.Asked.records;
import static io.millrace.adapters.inmemory.Asked.recordsFailure;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import io.millrace.ports.source.SourceFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A source in memory")
class InMemoryRecordSourceTest {
    private static final ShardId SHARD = ShardId.ofOrdinal(0);
    private static final ShardId OTHER = ShardId.ofOrdinal(1);
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final ManualTime time = new ManualTime();
    private final InMemoryStream stream = InMemoryStream.builder("words")
            .shards(5)
            .time(time)
            .quotas(false)
            .listPageSize(2)
            .build();
    private final RecordSource source = stream.source();

    @Test
    @DisplayName("lets an iterator expire after five minutes; each answer gives a fresh one")
    void expiresIterators() {
        String iterator = iterator(source, SHARD, TRIM_HORIZON);
        time.advance(LIFE);
        String next = records(source, SHARD, iterator, 10).nextIterator().orElseThrow();
        time.advance(Duration.ofNanos(1));

        assertThat(recordsFailure(source, SHARD, iterator, 10)).isEqualTo(SourceFailure.Kind.EXPIRED_ITERATOR);
        records(source, SHARD, next, 10);
    }

    @Test
    @DisplayName("lets a page token expire after five minutes")
    void expiresPageTokens() {
        Optional<String> token = Asked.page(source, ALL, Optional.empty()).nextPageToken();
        time.advance(LIFE);
        Asked.page(source, ALL, token);
        time.advance(Duration.ofNanos(1));

        assertThat(listFailure(source, token)).isEqualTo(SourceFailure.Kind.EXPIRED_TOKEN);
    }

    @Test
    @DisplayName("goes on with the filter of the first page whatever is asked for on the next")
    void keepsTheFilter() {
        Instant before = time.wallTime();
        time.advance(Duration.ofSeconds(1));
        stream.split(ShardId.ofOrdinal(4));
        ShardFilter.OpenAt openAt = new ShardFilter.OpenAt(before);
        Optional<String> second = Asked.page(source, openAt, Optional.empty()).nextPageToken();
        Optional<String> third = Asked.page(source, ALL, second).nextPageToken();

        assertThat(Asked.page(source, ALL, third).shards())
                .extracting(shard -> shard.id())
                .containsExactly(ShardId.ofOrdinal(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "iterator:", "iterator:1:2:3", "iterator:a:b:c:d", "iterator:1:0:0:0:0", "all-shards:"})
    @DisplayName("refuses iterators and page tokens that it did not give")
    void refusesInventedTokens(String invented) {
        assertThat(recordsFailure(source, SHARD, invented, 10)).isEqualTo(SourceFailure.Kind.REFUSED);
        assertThat(listFailure(source, Optional.of(invented))).isEqualTo(SourceFailure.Kind.REFUSED);
    }

    @Test
    @DisplayName("refuses iterators and page tokens of another shard or stream")
    void refusesForeignTokens() {
        InMemoryStream other = InMemoryStream.builder("letters")
                .shards(5)
                .time(time)
                .listPageSize(2)
                .build();
        String iterator = iterator(source, SHARD, TRIM_HORIZON);
        Optional<String> token = Asked.page(source, ALL, Optional.empty()).nextPageToken();

        assertThat(recordsFailure(source, OTHER, iterator, 10)).isEqualTo(SourceFailure.Kind.REFUSED);
        assertThat(recordsFailure(other.source(), SHARD, iterator, 10)).isEqualTo(SourceFailure.Kind.REFUSED);
        assertThat(listFailure(other.source(), token)).isEqualTo(SourceFailure.Kind.REFUSED);
        assertThat(listFailure(source, Optional.of(iterator))).isEqualTo(SourceFailure.Kind.REFUSED);
    }

    @Test
    @DisplayName("refuses limits outside of 1 to 10,000")
    void refusesOtherLimits() {
        String iterator = iterator(source, SHARD, TRIM_HORIZON);

        assertThat(recordsFailure(source, SHARD, iterator, 0)).isEqualTo(SourceFailure.Kind.REFUSED);
        assertThat(recordsFailure(source, SHARD, iterator, 10_001)).isEqualTo(SourceFailure.Kind.REFUSED);
    }

    @Test
    @DisplayName("refuses sequence numbers that are not of the shard, and timestamps in the future")
    void refusesImpossiblePositions() {
        PutResult put = stream.put("a", "text");
        InMemoryStream namesake = namesakeOneSecondLater();
        SequenceNumber ofNamesake = namesake.put("a", "text").sequenceNumber();

        assertRefused(put.shard(), SequenceNumber.of(1));
        assertRefused(put.shard(), SequenceNumber.of("9".repeat(129)));
        assertRefused(put.shard(), ofNamesake);
        assertRefused(put.shard().equals(SHARD) ? OTHER : SHARD, put.sequenceNumber());
        ReadPosition future = new ReadPosition.AtTimestamp(time.wallTime().plusMillis(1));
        assertThat(iteratorFailure(source, SHARD, future)).isEqualTo(SourceFailure.Kind.REFUSED);
    }

    @Test
    @DisplayName("reads from a shard's first possible sequence number as from its beginning")
    void readsFromTheStartingSequenceNumber() {
        stream.put("a", "text");
        SequenceNumber start = stream.shards().get(0).startingSequenceNumber();

        assertThat(Asked.texts(source, SHARD, new ReadPosition.AtSequenceNumber(start)))
                .containsExactly("text");
        assertThat(Asked.texts(source, SHARD, new ReadPosition.AfterSequenceNumber(start)))
                .containsExactly("text");
    }

    @Test
    @DisplayName("tells how old the last record of an answer is when more are to come")
    void tellsItsLag() {
        stream.put("a", "one");
        time.advance(Duration.ofSeconds(10));
        stream.put("a", "two");
        time.advance(Duration.ofSeconds(5));

        RecordsAnswer.Records first = records(source, SHARD, iterator(source, SHARD, TRIM_HORIZON), 1);
        RecordsAnswer.Records second =
                records(source, SHARD, first.nextIterator().orElseThrow(), 1);

        assertThat(first.behindLatest()).isEqualTo(Duration.ofSeconds(15));
        assertThat(second.behindLatest()).isZero();
    }

    @Test
    @DisplayName("tells a stream from one of the same name that was created later")
    void tellsNamesakesApart() {
        InMemoryStream namesake = namesakeOneSecondLater();

        assertThat(namesake.identity().name()).isEqualTo("words");
        assertThat(namesake.identity()).isNotEqualTo(stream.identity());
    }

    @Test
    @DisplayName("answers nothing after it was closed, while others do")
    void closes() {
        String iterator = iterator(source, SHARD, TRIM_HORIZON);
        source.close();

        assertThat(Asked.answer(source.describe())).isInstanceOf(DescribeAnswer.Failed.class);
        assertThat(recordsFailure(source, SHARD, iterator, 10)).isEqualTo(SourceFailure.Kind.REFUSED);
        records(stream.source(), SHARD, iterator, 10);
    }

    private InMemoryStream namesakeOneSecondLater() {
        time.advance(Duration.ofSeconds(1));
        return InMemoryStream.builder("words").shards(5).time(time).build();
    }

    private void assertRefused(ShardId shard, SequenceNumber number) {
        assertThat(iteratorFailure(source, shard, new ReadPosition.AtSequenceNumber(number)))
                .isEqualTo(SourceFailure.Kind.REFUSED);
        assertThat(iteratorFailure(source, shard, new ReadPosition.AfterSequenceNumber(number)))
                .isEqualTo(SourceFailure.Kind.REFUSED);
    }
}
