package io.millrace.app.put;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.KinesisRecordWriter.NewRecord;
import io.millrace.adapters.aws.KinesisRecordWriter.Outcome;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.adapters.inmemory.PutResult;
import io.millrace.domain.aggregation.Aggregates;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AggregatingWriterTest {
    private final InMemoryStream stream =
            InMemoryStream.builder("words").shards(2).build();
    private int listings;

    private ImmutableList<Outcome> put(List<NewRecord> records) {
        return records.stream()
                .map(record -> {
                    if (record.partitionKey().startsWith("refused")) {
                        return new Outcome(Optional.empty(), "slow down");
                    }
                    PutResult put = stream.put(record.partitionKey(), record.data());
                    return new Outcome(Optional.of(put.shard().value()), "");
                })
                .collect(ImmutableList.toImmutableList());
    }

    private AggregatingWriter writer(int mostRecords) {
        return new AggregatingWriter(
                this::put,
                () -> {
                    listings++;
                    return ImmutableList.copyOf(stream.openShards());
                },
                mostRecords);
    }

    private static List<NewRecord> records(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> new NewRecord("key-" + n, ("r" + n).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    /** What a reader of every shard gets out of the stream. */
    private List<String> read() throws Exception {
        List<String> texts = new ArrayList<>();
        for (StreamRecord record : stream.allRecords()) {
            assertThat(Aggregates.isAggregate(record)).isTrue();
        }
        for (var shard : stream.shards()) {
            for (StreamRecord record : stream.records(shard.id())) {
                Aggregates.takeApart(record, shard.hashKeyRange())
                        .records()
                        .forEach(packed -> texts.add(packed.dataAsText()));
            }
        }
        return texts;
    }

    @Test
    void eachAggregateHasRecordsOfOneShardAndNoMoreThanAllowed() throws Exception {
        ImmutableList<Outcome> outcomes = writer(10).apply(records(0, 100));

        assertThat(outcomes).hasSize(100).allMatch(outcome -> outcome.shard().isPresent());
        assertThat(stream.allRecords()).hasSizeBetween(10, 11);
        assertThat(read())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 100).mapToObj(n -> "r" + n).toList());
        assertThat(listings).isEqualTo(1);
    }

    @Test
    void anAggregateThatIsNotTakenIsReportedForEachOfItsRecords() {
        List<NewRecord> records = new ArrayList<>(records(0, 3));
        records.add(0, new NewRecord("refused", new byte[0]));
        ImmutableList<Outcome> outcomes = writer(1).apply(records);

        assertThat(outcomes)
                .extracting(outcome -> outcome.shard().isPresent())
                .containsExactly(false, true, true, true);
    }

    @Test
    void afterAReshardWhatCameIntoTheWrongShardIsReportedAndCanBePutAgain() throws Exception {
        AggregatingWriter writer = writer(50);
        writer.apply(records(0, 10));
        stream.openShards().stream().map(shard -> shard.id()).toList().forEach((ShardId id) -> stream.split(id));

        List<NewRecord> rest = records(10, 100);
        ImmutableList<Outcome> outcomes = writer.apply(rest);
        List<NewRecord> again = IntStream.range(0, rest.size())
                .filter(index -> outcomes.get(index).shard().isEmpty())
                .mapToObj(rest::get)
                .toList();
        assertThat(again).isNotEmpty().hasSizeLessThan(90);
        assertThat(writer.apply(again)).allMatch(outcome -> outcome.shard().isPresent());

        assertThat(read())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 100).mapToObj(n -> "r" + n).toList());
    }
}
