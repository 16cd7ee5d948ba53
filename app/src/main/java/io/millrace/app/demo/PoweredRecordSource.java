package io.millrace.app.demo;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A worker's way to the stream, which ends with its power: a call after that is neither made nor answered. */
final class PoweredRecordSource implements RecordSource {
    private final RecordSource source;
    private final PowerSwitch power;

    PoweredRecordSource(RecordSource source, PowerSwitch power) {
        this.source = source;
        this.power = power;
    }

    @Override
    public String streamName() {
        return source.streamName();
    }

    @Override
    public CompletionStage<DescribeAnswer> describe() {
        return powered(source::describe);
    }

    @Override
    public CompletionStage<ListShardsAnswer> listShards(ShardFilter filter, Optional<String> pageToken) {
        return powered(() -> source.listShards(filter, pageToken));
    }

    @Override
    public CompletionStage<IteratorAnswer> iterator(ShardId shard, ReadPosition position) {
        return powered(() -> source.iterator(shard, position));
    }

    @Override
    public CompletionStage<RecordsAnswer> records(ShardId shard, String iterator, int limit) {
        return powered(() -> source.records(shard, iterator, limit));
    }

    @Override
    public void close() {
        source.close();
    }

    private <T> CompletionStage<T> powered(Supplier<CompletionStage<T>> call) {
        return power.whileOn(call).orElseGet(CompletableFuture::new);
    }
}
