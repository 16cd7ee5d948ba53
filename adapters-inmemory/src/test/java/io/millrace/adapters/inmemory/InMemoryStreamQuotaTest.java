package io.millrace.adapters.inmemory;

import static io.millrace.adapters.inmemory.Asked.TRIM_HORIZON;
import static io.millrace.adapters.inmemory.Asked.iterator;
import static io.millrace.adapters.inmemory.Asked.records;
import static io.millrace.adapters.inmemory.Asked.recordsFailure;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.SourceFailure;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The quotas of a stream in memory")
class InMemoryStreamQuotaTest {
    private static final ShardId SHARD = ShardId.ofOrdinal(0);
    private static final ShardId OTHER = ShardId.ofOrdinal(1);
    private static final int MEBIBYTE = 1 << 20;

    private final ManualTime time = new ManualTime();
    private final InMemoryStream stream =
            InMemoryStream.builder("words").shards(2).time(time).build();
    private final RecordSource source = stream.source();

    @Test
    @DisplayName("allow five reads of a shard a second, all its readers together")
    void limitReads() {
        String iterator = iterator(source, SHARD, TRIM_HORIZON);
        RecordSource another = stream.source();
        for (int i = 0; i < 5; i++) {
            records(i % 2 == 0 ? source : another, SHARD, iterator, 10);
            time.advance(Duration.ofMillis(100));
        }

        time.advance(Duration.ofMillis(499));
        assertThat(recordsFailure(source, SHARD, iterator, 10)).isEqualTo(SourceFailure.Kind.THROTTLED);
        assertThat(recordsFailure(another, SHARD, iterator, 10)).isEqualTo(SourceFailure.Kind.THROTTLED);
        records(source, OTHER, iterator(source, OTHER, TRIM_HORIZON), 10);
        time.advance(Duration.ofMillis(1));
        records(source, SHARD, iterator, 10);
        assertThat(recordsFailure(source, SHARD, iterator, 10)).isEqualTo(SourceFailure.Kind.THROTTLED);
        time.advance(Duration.ofMillis(100));
        records(source, SHARD, iterator, 10);
    }

    @Test
    @DisplayName("allow a reader that reads every 200 milliseconds to do so for ever")
    void allowThePace() {
        String iterator = iterator(source, SHARD, TRIM_HORIZON);
        for (int i = 0; i < 100; i++) {
            iterator = records(source, SHARD, iterator, 10).nextIterator().orElseThrow();
            time.advance(Duration.ofMillis(200));
        }
    }

    @Test
    @DisplayName("allow five iterators of a shard a second")
    void limitIterators() {
        for (int i = 0; i < 5; i++) {
            iterator(source, SHARD, TRIM_HORIZON);
        }

        assertThat(Asked.iteratorFailure(source, SHARD, TRIM_HORIZON)).isEqualTo(SourceFailure.Kind.THROTTLED);
        iterator(source, OTHER, TRIM_HORIZON);
        time.advance(Duration.ofSeconds(1));
        iterator(source, SHARD, TRIM_HORIZON);
    }

    @Test
    @DisplayName("give at most 10 MiB at once, and then nothing for five seconds")
    void limitOneAnswer() {
        putMebibytes(12);
        RecordsAnswer.Records first = records(source, SHARD, iterator(source, SHARD, TRIM_HORIZON), 10_000);
        String next = first.nextIterator().orElseThrow();

        // A record weighs a little more than its mebibyte: its partition key counts too.
        assertThat(first.records()).hasSize(9);
        assertThat(first.behindLatest()).isPositive();
        time.advance(Duration.ofMillis(4_499));
        assertThat(recordsFailure(source, SHARD, next, 10)).isEqualTo(SourceFailure.Kind.THROTTLED);
        time.advance(Duration.ofMillis(2));
        assertThat(records(source, SHARD, next, 10).records()).hasSize(3);
    }

    @Test
    @DisplayName("give 2 MiB a second to a reader that asks as often as it may")
    void limitThroughput() {
        putMebibytes(60);
        String iterator = iterator(source, SHARD, TRIM_HORIZON);
        long bytes = 0;
        for (int tick = 0; tick < 20 * 5; tick++) {
            RecordsAnswer answer = Asked.answer(source.records(SHARD, iterator, 1));
            if (answer instanceof RecordsAnswer.Records some) {
                bytes += some.records().stream()
                        .mapToLong(StreamRecord::sizeBytes)
                        .sum();
                iterator = some.nextIterator().orElseThrow();
            }
            time.advance(Duration.ofMillis(200));
        }

        assertThat(bytes).isBetween(38L * MEBIBYTE, 44L * MEBIBYTE);
    }

    @Test
    @DisplayName("give at most 10,000 records at once")
    void limitRecords() {
        for (int i = 0; i < 10_001; i++) {
            stream.put("a", BigInteger.ZERO, new byte[] {1});
        }
        RecordsAnswer.Records first = records(source, SHARD, iterator(source, SHARD, TRIM_HORIZON), 10_000);

        assertThat(first.records()).hasSize(10_000);
        assertThat(first.behindLatest()).isEqualTo(Duration.ofMillis(1));
        RecordsAnswer.Records rest = records(source, SHARD, first.nextIterator().orElseThrow(), 10_000);
        assertThat(rest.records()).hasSize(1);
        assertThat(rest.behindLatest()).isZero();
    }

    @Test
    @DisplayName("can be turned off")
    void canBeTurnedOff() {
        InMemoryStream free =
                InMemoryStream.builder("free").time(time).quotas(false).build();
        for (int i = 0; i < 100; i++) {
            records(free.source(), SHARD, iterator(free.source(), SHARD, TRIM_HORIZON), 10);
        }
    }

    private void putMebibytes(int count) {
        for (int i = 0; i < count; i++) {
            stream.put("a", BigInteger.ZERO, new byte[MEBIBYTE]);
        }
    }
}
