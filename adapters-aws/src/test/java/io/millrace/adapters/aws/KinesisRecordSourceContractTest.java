package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.contract.RecordSourceContract;
import io.millrace.ports.contract.StreamFixture;
import io.millrace.ports.contract.StreamFixture.Placed;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.ShardFilter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The kit against kinesis-local. Two of its tests are made again here, because kinesis-local 0.6.2 takes the shards of a
 * merge in the order of their keys only, and says of every split shard that it ended at sequence number 2^63 - 1, which is
 * before its start.
 */
@ExtendWith(LocalServers.class)
class KinesisRecordSourceContractTest extends RecordSourceContract {
    private static final int PAGE_SIZE = 10;

    private final LocalKinesis kinesis;

    KinesisRecordSourceContractTest(LocalKinesis kinesis) {
        this.kinesis = kinesis;
    }

    @Override
    public StreamFixture createStream(int shards) {
        String name = "contract-" + UUID.randomUUID();
        kinesis.createStream(name, shards);
        return new LocalStream(kinesis, name, source(name));
    }

    @Override
    public RecordSource sourceOfMissingStream(String streamName) {
        return source(streamName);
    }

    private RecordSource source(String stream) {
        return KinesisRecordSource.builder().stream(stream)
                .aws(kinesis.settings())
                .shardsPerPage(PAGE_SIZE)
                .build();
    }

    @Override
    public OptionalInt listPageSize() {
        return OptionalInt.of(PAGE_SIZE);
    }

    @Test
    @Override
    public void listsASplit() throws Exception {
        StreamFixture stream = stream(1);
        Placed last = stream.put("a", Optional.empty(), "text".getBytes(StandardCharsets.UTF_8));

        stream.split(last.shard(), BigInteger.TEN);

        List<Shard> shards = shards(stream);
        assertThat(shards)
                .extracting(Shard::hashKeyRange)
                .containsExactly(
                        HashKeyRange.WHOLE,
                        HashKeyRange.of("0", "9"),
                        new HashKeyRange(BigInteger.TEN, HashKeyRange.MAXIMUM_KEY));
        assertThat(shards.get(0).isOpen()).isFalse();
        assertThat(shards.subList(1, 3)).allMatch(Shard::isOpen);
        assertThat(shards.subList(1, 3)).allSatisfy(child -> {
            assertThat(child.parent()).contains(last.shard());
            assertThat(child.adjacentParent()).isEmpty();
        });
    }

    @Test
    @Override
    public void listsAMerge() throws Exception {
        StreamFixture stream = stream(2);
        ShardId lower = ShardId.ofOrdinal(0);
        ShardId upper = ShardId.ofOrdinal(1);

        stream.merge(lower, upper);

        List<Shard> shards = shards(stream);
        assertThat(shards).extracting(Shard::isOpen).containsExactly(false, false, true);
        Shard child = shards.get(2);
        assertThat(child.parents()).containsExactly(lower, upper);
        assertThat(child.adjacentParent()).contains(upper);
        assertThat(child.hashKeyRange()).isEqualTo(HashKeyRange.WHOLE);
    }

    /** All shards, in the order of their creation. */
    private static List<Shard> shards(StreamFixture stream) {
        ListShardsAnswer answer = stream.source()
                .listShards(new ShardFilter.All(), Optional.empty())
                .toCompletableFuture()
                .join();
        return ((ListShardsAnswer.Page) answer)
                .shards().stream().sorted(Comparator.comparing(Shard::id)).toList();
    }
}
