package io.millrace.app.archive;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A stream whose calls another source gets too; what the other answers is not looked at, but waited for. */
record EchoedRecordSource(RecordSource source, RecordSource echo) implements RecordSource {
    @Override
    public String streamName() {
        return source.streamName();
    }

    @Override
    public CompletionStage<DescribeAnswer> describe() {
        return echo.describe().thenCompose(ignored -> source.describe());
    }

    @Override
    public CompletionStage<ListShardsAnswer> listShards(ShardFilter filter, Optional<String> pageToken) {
        return echo.listShards(filter, pageToken).thenCompose(ignored -> source.listShards(filter, pageToken));
    }

    @Override
    public CompletionStage<IteratorAnswer> iterator(ShardId shard, ReadPosition position) {
        return echo.iterator(shard, position).thenCompose(ignored -> source.iterator(shard, position));
    }

    @Override
    public CompletionStage<RecordsAnswer> records(ShardId shard, String iterator, int limit) {
        return echo.records(shard, iterator, limit).thenCompose(ignored -> source.records(shard, iterator, limit));
    }

    @Override
    public void close() {
        source.close();
        echo.close();
    }
}
