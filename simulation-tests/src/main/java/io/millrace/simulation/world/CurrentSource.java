package io.millrace.simulation.world;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The stream that has a name now, which may be another one than a moment ago. */
public final class CurrentSource implements RecordSource {
    private final Supplier<RecordSource> current;

    /** @param current asked at each call */
    public CurrentSource(Supplier<RecordSource> current) {
        this.current = Objects.requireNonNull(current, "current");
    }

    @Override
    public String streamName() {
        return current.get().streamName();
    }

    @Override
    public CompletionStage<DescribeAnswer> describe() {
        return current.get().describe();
    }

    @Override
    public CompletionStage<ListShardsAnswer> listShards(ShardFilter filter, Optional<String> pageToken) {
        return current.get().listShards(filter, pageToken);
    }

    @Override
    public CompletionStage<IteratorAnswer> iterator(ShardId shard, ReadPosition position) {
        return current.get().iterator(shard, position);
    }

    @Override
    public CompletionStage<RecordsAnswer> records(ShardId shard, String iterator, int limit) {
        return current.get().records(shard, iterator, limit);
    }

    @Override
    public Optional<FanOutSource> fanOut() {
        return Optional.of(new CurrentFanOut(() -> current.get().fanOut().orElseThrow()));
    }

    /** Does nothing: the stream belongs to the world. */
    @Override
    public void close() {}
}
