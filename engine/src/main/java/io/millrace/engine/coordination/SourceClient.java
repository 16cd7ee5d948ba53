package io.millrace.engine.coordination;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The stream as the loop sees it: answers come back on the loop. Takes no decision and repeats nothing. */
public final class SourceClient {
    private static final int MOST_IN_FLIGHT = 256;

    private final WorkerContext context;
    private final RecordSource source;
    private final CallLimiter limiter;

    public SourceClient(WorkerContext context, RecordSource source) {
        this(context, source, new CallLimiter(MOST_IN_FLIGHT));
    }

    private SourceClient(WorkerContext context, RecordSource source, CallLimiter limiter) {
        this.context = context;
        this.source = source;
        this.limiter = limiter;
    }

    /** Another stream of the same worker: together they have no more calls in flight than one alone. */
    public SourceClient beside(RecordSource another) {
        return new SourceClient(context, another, limiter);
    }

    /** Every shard over all pages, or why not. */
    public sealed interface Listing {
        /** All that was found. */
        record Complete(ImmutableList<Shard> shards) implements Listing {}

        /** The listing broke off. */
        record Broken(SourceFailure failure) implements Listing {}
    }

    public String streamName() {
        return source.streamName();
    }

    public void describe(Consumer<DescribeAnswer> then) {
        call(
                "describe",
                source::describe,
                DescribeAnswer.Failed::new,
                answer -> answer instanceof DescribeAnswer.Failed failed ? word(failed.failure()) : "described",
                then);
    }

    public void iterator(ShardId shard, ReadPosition position, Consumer<IteratorAnswer> then) {
        call(
                "iterator",
                () -> source.iterator(shard, position),
                IteratorAnswer.Failed::new,
                answer -> answer instanceof IteratorAnswer.Failed failed ? word(failed.failure()) : "given",
                then);
    }

    public void records(ShardId shard, String iterator, int limit, Consumer<RecordsAnswer> then) {
        call(
                "records",
                () -> source.records(shard, iterator, limit),
                RecordsAnswer.Failed::new,
                answer -> answer instanceof RecordsAnswer.Failed failed ? word(failed.failure()) : "records",
                then);
    }

    /** Lists page after page; the pages are of different moments. */
    public void listAll(ShardFilter filter, Consumer<Listing> then) {
        listFrom(filter, Optional.empty(), ImmutableList.builder(), then);
    }

    private void listFrom(
            ShardFilter filter, Optional<String> token, ImmutableList.Builder<Shard> shards, Consumer<Listing> then) {
        call(
                "list-shards",
                () -> source.listShards(filter, token),
                ListShardsAnswer.Failed::new,
                answer -> answer instanceof ListShardsAnswer.Failed failed ? word(failed.failure()) : "page",
                answer -> {
                    if (answer instanceof ListShardsAnswer.Page page) {
                        shards.addAll(page.shards());
                        if (page.nextPageToken().isPresent()) {
                            listFrom(filter, page.nextPageToken(), shards, then);
                        } else {
                            then.accept(new Listing.Complete(shards.build()));
                        }
                    } else if (answer instanceof ListShardsAnswer.Failed failed) {
                        then.accept(new Listing.Broken(failed.failure()));
                    }
                });
    }

    private <T> void call(
            String operation,
            Supplier<CompletionStage<T>> request,
            Function<SourceFailure, T> failure,
            Function<T, String> outcome,
            Consumer<T> then) {
        limiter.submit(() -> {
            long sentAtNanos = context.now();
            context.onLoop(request.get(), (answer, problem) -> {
                limiter.ended();
                T ended = problem == null
                        ? answer
                        : failure.apply(new SourceFailure(
                                SourceFailure.Kind.UNAVAILABLE,
                                operation + ": the record source failed unexpectedly: " + problem));
                context.emit(new WorkerEvent.CallEnded(
                        "source", operation, outcome.apply(ended), Duration.ofNanos(context.now() - sentAtNanos)));
                then.accept(ended);
            });
        });
    }

    private static String word(SourceFailure failure) {
        return Ascii.toLowerCase(failure.kind().name());
    }
}
