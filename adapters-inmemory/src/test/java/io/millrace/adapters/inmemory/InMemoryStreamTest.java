package io.millrace.adapters.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stream in memory")
class InMemoryStreamTest {
    private static final ShardId FIRST = ShardId.ofOrdinal(0);
    private static final ShardId SECOND = ShardId.ofOrdinal(1);
    private static final ShardId THIRD = ShardId.ofOrdinal(2);

    private final InMemoryStream stream = InMemoryStream.create("words", 4);

    @Test
    @DisplayName("routes partition keys by their MD5 hash")
    void routesByMd5() {
        // MD5("a") begins with 0c, MD5("b") with 92, MD5("c") with 4a, MD5("hello") with 5d, MD5("d") with 82.
        assertThat(stream.put("a", "text").shard()).isEqualTo(FIRST);
        assertThat(stream.put("b", "text").shard()).isEqualTo(THIRD);
        assertThat(stream.put("c", "text").shard()).isEqualTo(SECOND);
        assertThat(stream.put("hello", "text").shard()).isEqualTo(SECOND);
        assertThat(stream.put("d", "text").shard()).isEqualTo(THIRD);
    }

    @Test
    @DisplayName("routes by an explicit hash key where one is given")
    void routesByExplicitHashKey() {
        PutResult last = stream.put("a", HashKeyRange.MAXIMUM_KEY, new byte[] {1});

        assertThat(last.shard()).isEqualTo(ShardId.ofOrdinal(3));
        assertThat(stream.records(last.shard())).hasSize(1);
    }

    @Test
    @DisplayName("numbers records as Kinesis does: 56 digits, growing over all shards, with gaps, never twice")
    void numbersRecords() {
        List<BigInteger> numbers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            numbers.add(stream.put("key " + i, "text").sequenceNumber().value());
        }

        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(numbers).allSatisfy(number -> assertThat(number.toString()).hasSize(56));
        List<BigInteger> steps = new ArrayList<>();
        for (int i = 1; i < numbers.size(); i++) {
            steps.add(numbers.get(i).shiftRight(64).subtract(numbers.get(i - 1).shiftRight(64)));
        }
        assertThat(steps.stream().distinct().count()).isGreaterThan(1);
    }

    @Test
    @DisplayName("keeps its own copy of what is put")
    void copiesData() {
        byte[] data = "before".getBytes(StandardCharsets.UTF_8);
        PutResult result = stream.put("a", data);
        data[0] = 'X';

        assertThat(stream.records(result.shard()))
                .extracting(StreamRecord::dataAsText)
                .containsExactly("before");
    }

    @Test
    @DisplayName("puts a batch in its order, and shows all records in the order of the puts")
    void putsBatches() {
        List<NewRecord> batch = List.of(NewRecord.of("b", "1"), NewRecord.of("a", "2"), NewRecord.of("c", "3"));

        List<PutResult> results = stream.putAll(batch);

        assertThat(results).extracting(PutResult::shard).containsExactly(THIRD, FIRST, SECOND);
        assertThat(stream.allRecords()).extracting(StreamRecord::dataAsText).containsExactly("1", "2", "3");
    }

    @Test
    @DisplayName("puts nothing of a batch with an impossible record")
    void putsAllOrNothing() {
        List<NewRecord> batch = List.of(NewRecord.of("b", "1"), NewRecord.of("", "2"));

        assertThatIllegalArgumentException().isThrownBy(() -> stream.putAll(batch));
        assertThat(stream.allRecords()).isEmpty();
    }

    @Test
    @DisplayName("refuses records that Kinesis would refuse")
    void refusesImpossibleRecords() {
        byte[] tooLarge = new byte[InMemoryStream.LARGEST_DATA_BYTES + 1];
        byte[] large = new byte[InMemoryStream.LARGEST_DATA_BYTES];
        BigInteger beyond = HashKeyRange.MAXIMUM_KEY.add(BigInteger.ONE);
        stream.put("k".repeat(256), large);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.put("a", tooLarge))
                .withMessageContaining("1048576");
        assertThatIllegalArgumentException().isThrownBy(() -> stream.put("", "text"));
        assertThatIllegalArgumentException().isThrownBy(() -> stream.put("k".repeat(257), "text"));
        assertThatIllegalArgumentException().isThrownBy(() -> stream.put("a", beyond, large));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.put("a", BigInteger.ONE.negate(), large))
                .withMessageContaining("2^128");
    }

    @Test
    @DisplayName("splits a shard in the middle unless told where")
    void splits() {
        List<ShardId> halves = stream.split(FIRST);
        List<ShardId> parts = stream.split(SECOND, BigInteger.ONE.shiftLeft(126).add(BigInteger.ONE));

        BigInteger quarter = BigInteger.ONE.shiftLeft(126);
        BigInteger eighth = BigInteger.ONE.shiftLeft(125);
        assertThat(range(halves.get(0))).isEqualTo(new HashKeyRange(BigInteger.ZERO, eighth.subtract(BigInteger.ONE)));
        assertThat(range(halves.get(1))).isEqualTo(new HashKeyRange(eighth, quarter.subtract(BigInteger.ONE)));
        assertThat(range(parts.get(0))).isEqualTo(new HashKeyRange(quarter, quarter));
        assertThat(stream.openShards()).hasSize(6);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.split(parts.get(0)))
                .withMessageContaining(parts.get(0).value());
    }

    @Test
    @DisplayName("refuses reshards that Kinesis would refuse, and changes nothing")
    void refusesImpossibleReshards() {
        HashKeyRange second = range(SECOND);
        BigInteger beyondSecond = second.end().add(BigInteger.ONE);

        assertThatIllegalArgumentException().isThrownBy(() -> stream.split(SECOND, second.start()));
        assertThatIllegalArgumentException().isThrownBy(() -> stream.split(SECOND, beyondSecond));
        assertThatIllegalArgumentException().isThrownBy(() -> stream.split(ShardId.ofOrdinal(99)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.merge(FIRST, THIRD))
                .withMessageContaining("adjacent");
        assertThatIllegalArgumentException().isThrownBy(() -> stream.merge(FIRST, FIRST));
        assertThat(stream.shards()).hasSize(4).allMatch(Shard::isOpen);
    }

    @Test
    @DisplayName("reshards open shards only")
    void reshardsOpenShardsOnly() {
        stream.merge(SECOND, FIRST);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.split(FIRST))
                .withMessageContaining("no open shard");
        assertThatIllegalArgumentException().isThrownBy(() -> stream.merge(SECOND, THIRD));
    }

    @Test
    @DisplayName("after its deletion takes nothing, but can be looked at")
    void deletes() {
        stream.put("a", "text");
        stream.delete();
        stream.delete();

        assertThatIllegalStateException().isThrownBy(() -> stream.put("a", "text"));
        assertThatIllegalStateException().isThrownBy(() -> stream.split(FIRST));
        assertThatIllegalStateException().isThrownBy(() -> stream.merge(FIRST, SECOND));
        assertThat(stream.allRecords()).hasSize(1);
    }

    @Test
    @DisplayName("names all that is wrong with a description at once")
    void refusesImpossibleDescriptions() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InMemoryStream.builder("a/b")
                        .shards(0)
                        .retention(Duration.ZERO)
                        .iteratorLife(Duration.ofSeconds(-1))
                        .listPageSize(0)
                        .build())
                .withMessageContainingAll("a/b", "shard, not 0", "retention", "PT-1S", "page");
    }

    @Test
    @DisplayName("loses, repeats and disorders nothing while several threads put and another reads and splits")
    void isSafeForThreads() throws Exception {
        InMemoryStream shared = InMemoryStream.builder("shared").quotas(false).build();
        int writers = 4;
        int each = 2_000;
        ExecutorService executor = Executors.newFixedThreadPool(writers);
        List<Future<?>> puts = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            String key = "writer " + writer;
            puts.add(executor.submit(() -> {
                for (int i = 0; i < each; i++) {
                    shared.put(key, Integer.toString(i));
                }
            }));
        }
        LineageReader reader = new LineageReader(shared);
        for (int round = 0; round < 5; round++) {
            reader.readUp();
            shared.split(shared.openShards().get(0).id());
        }
        for (Future<?> put : puts) {
            put.get();
        }
        executor.shutdownNow();
        reader.readUp();

        List<String> inOrder = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            inOrder.add(Integer.toString(i));
        }
        assertThat(reader.textsByKey()).hasSize(writers);
        assertThat(reader.textsByKey())
                .allSatisfy((key, texts) -> assertThat(texts).isEqualTo(inOrder));
    }

    private HashKeyRange range(ShardId id) {
        Optional<Shard> found =
                stream.shards().stream().filter(shard -> shard.id().equals(id)).findFirst();
        return found.orElseThrow().hashKeyRange();
    }
}
