package io.millrace.adapters.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import io.millrace.ports.source.SourceFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Asks a source and takes the answers apart; they are all there at once. */
final class Asked {
    static final ReadPosition TRIM_HORIZON = new ReadPosition.TrimHorizon();
    static final ReadPosition LATEST = new ReadPosition.Latest();
    static final ShardFilter ALL = new ShardFilter.All();

    private Asked() {}

    static <A> A answer(CompletionStage<A> stage) {
        assertThat(stage).isCompleted();
        return stage.toCompletableFuture().join();
    }

    static String iterator(RecordSource source, ShardId shard, ReadPosition position) {
        IteratorAnswer answer = answer(source.iterator(shard, position));
        assertThat(answer).isInstanceOf(IteratorAnswer.Given.class);
        return ((IteratorAnswer.Given) answer).iterator();
    }

    static RecordsAnswer.Records records(RecordSource source, ShardId shard, String iterator, int limit) {
        RecordsAnswer answer = answer(source.records(shard, iterator, limit));
        assertThat(answer).isInstanceOf(RecordsAnswer.Records.class);
        return (RecordsAnswer.Records) answer;
    }

    static List<String> texts(RecordSource source, ShardId shard, ReadPosition position) {
        return records(source, shard, iterator(source, shard, position), 10_000).records().stream()
                .map(StreamRecord::dataAsText)
                .toList();
    }

    static ListShardsAnswer.Page page(RecordSource source, ShardFilter filter, Optional<String> token) {
        ListShardsAnswer answer = answer(source.listShards(filter, token));
        assertThat(answer).isInstanceOf(ListShardsAnswer.Page.class);
        return (ListShardsAnswer.Page) answer;
    }

    static List<ShardId> shardsOnFirstPage(RecordSource source, ShardFilter filter) {
        return page(source, filter, Optional.empty()).shards().stream()
                .map(Shard::id)
                .toList();
    }

    static SourceFailure.Kind recordsFailure(RecordSource source, ShardId shard, String iterator, int limit) {
        RecordsAnswer answer = answer(source.records(shard, iterator, limit));
        assertThat(answer).isInstanceOf(RecordsAnswer.Failed.class);
        return ((RecordsAnswer.Failed) answer).failure().kind();
    }

    static SourceFailure.Kind iteratorFailure(RecordSource source, ShardId shard, ReadPosition position) {
        IteratorAnswer answer = answer(source.iterator(shard, position));
        assertThat(answer).isInstanceOf(IteratorAnswer.Failed.class);
        return ((IteratorAnswer.Failed) answer).failure().kind();
    }

    static SourceFailure.Kind listFailure(RecordSource source, Optional<String> token) {
        ListShardsAnswer answer = answer(source.listShards(ALL, token));
        assertThat(answer).isInstanceOf(ListShardsAnswer.Failed.class);
        return ((ListShardsAnswer.Failed) answer).failure().kind();
    }
}
