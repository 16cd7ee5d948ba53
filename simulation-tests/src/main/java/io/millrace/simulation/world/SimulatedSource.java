package io.millrace.simulation.world;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import io.millrace.ports.source.SourceFailure;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.world.Link.Exchange;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A stream as one worker sees it: with latency, and with the faults that the scenario holds for it. */
public final class SimulatedSource implements RecordSource {
    static final EnumSet<FaultKind> ANY_CALL =
            EnumSet.of(FaultKind.SOURCE_THROTTLED, FaultKind.SOURCE_UNAVAILABLE, FaultKind.SOURCE_SLOW);
    private static final EnumSet<FaultKind> READS =
            with(FaultKind.SOURCE_EXPIRED_ITERATOR, FaultKind.SOURCE_EMPTY_PAGE, FaultKind.SOURCE_END_WITHOUT_CHILDREN);
    private static final EnumSet<FaultKind> LISTS = with(
            FaultKind.SOURCE_STALE_LIST,
            FaultKind.SOURCE_LIST_WITHOUT_CHILDREN,
            FaultKind.SOURCE_LIST_WITHOUT_PARENTS,
            FaultKind.SOURCE_LIST_SHOWS_CLOSED_OPEN);
    private static final EnumSet<FaultKind> LATER_PAGES = withAll(LISTS, FaultKind.SOURCE_EXPIRED_TOKEN);

    private final RecordSource source;
    private final Link link;
    private final Map<StaleKey, ListShardsAnswer> stale = new HashMap<>();

    /** @param source answers at once, on the thread that calls it */
    public SimulatedSource(RecordSource source, Link link) {
        this.source = Objects.requireNonNull(source, "source");
        this.link = Objects.requireNonNull(link, "link");
    }

    @Override
    public String streamName() {
        return source.streamName();
    }

    @Override
    public CompletionStage<DescribeAnswer> describe() {
        return call(
                new Exchange<>("stream.describe", "", null, source::describe, Descriptions::of),
                DescribeAnswer.Failed::new,
                link.fault(ANY_CALL));
    }

    @Override
    public CompletionStage<ListShardsAnswer> listShards(ShardFilter filter, Optional<String> pageToken) {
        Exchange<ListShardsAnswer> exchange = new Exchange<>(
                "stream.list", filter, null, () -> source.listShards(filter, pageToken), Descriptions::of);
        Optional<Action.Faults> fault = link.fault(pageToken.isPresent() ? LATER_PAGES : LISTS);
        if (fault.isPresent() && fault.get().kind() == FaultKind.SOURCE_STALE_LIST) {
            StaleKey key = new StaleKey(fault.get(), filter, pageToken);
            ListShardsAnswer old = stale.get(key);
            return old != null
                    ? link.refuse(exchange, old)
                    : link.carry(exchange, false).thenApply(answer -> {
                        stale.put(key, answer);
                        return answer;
                    });
        }
        Optional<FaultKind> untrue = fault.map(Action.Faults::kind).filter(UntrueListing::tells);
        if (untrue.isPresent()) {
            return link.carry(
                    exchange.answering(answer ->
                            UntrueListing.of(untrue.get(), answer, () -> link.chance("untrue of a shard", 0.5))),
                    false);
        }
        return call(exchange, ListShardsAnswer.Failed::new, fault);
    }

    @Override
    public CompletionStage<IteratorAnswer> iterator(ShardId shard, ReadPosition position) {
        return call(
                new Exchange<>(
                        "stream.iterator",
                        shard + " " + position,
                        shard,
                        () -> source.iterator(shard, position),
                        Descriptions::of),
                IteratorAnswer.Failed::new,
                link.fault(ANY_CALL));
    }

    @Override
    public CompletionStage<RecordsAnswer> records(ShardId shard, String iterator, int limit) {
        Exchange<RecordsAnswer> exchange = new Exchange<>(
                "stream.records", shard, shard, () -> source.records(shard, iterator, limit), Descriptions::of);
        Optional<Action.Faults> fault = link.fault(READS);
        if (fault.isPresent() && fault.get().kind() == FaultKind.SOURCE_EMPTY_PAGE) {
            // an empty page has a next iterator; the old one serves, as nothing was read with it
            return link.refuse(
                    exchange,
                    new RecordsAnswer.Records(
                            ImmutableList.of(), Optional.of(iterator), Duration.ofSeconds(1), ImmutableList.of()));
        }
        if (fault.isPresent() && fault.get().kind() == FaultKind.SOURCE_END_WITHOUT_CHILDREN) {
            return link.carry(exchange.answering(SimulatedSource::withoutChildren), false);
        }
        return call(exchange, RecordsAnswer.Failed::new, fault);
    }

    @Override
    public Optional<FanOutSource> fanOut() {
        return source.fanOut().map(pushing -> new SimulatedFanOut(pushing, link));
    }

    /** Does nothing: the stream belongs to the world. */
    @Override
    public void close() {}

    private <A> CompletionStage<A> call(
            Exchange<A> exchange, Function<SourceFailure, A> failed, Optional<Action.Faults> fault) {
        return call(link, exchange, failed, fault);
    }

    static <A> CompletionStage<A> call(
            Link link, Exchange<A> exchange, Function<SourceFailure, A> failed, Optional<Action.Faults> fault) {
        if (fault.isEmpty()) {
            return link.carry(exchange, false);
        }
        FaultKind kind = fault.get().kind();
        return switch (kind) {
            case SOURCE_SLOW -> link.carry(exchange, true);
            case SOURCE_THROTTLED -> link.refuse(exchange, failed.apply(failure(SourceFailure.Kind.THROTTLED, kind)));
            case SOURCE_UNAVAILABLE -> link.lose(exchange, failed.apply(failure(SourceFailure.Kind.UNAVAILABLE, kind)));
            case SOURCE_EXPIRED_TOKEN ->
                link.refuse(exchange, failed.apply(failure(SourceFailure.Kind.EXPIRED_TOKEN, kind)));
            case SOURCE_EXPIRED_ITERATOR ->
                link.refuse(exchange, failed.apply(failure(SourceFailure.Kind.EXPIRED_ITERATOR, kind)));
            default -> throw new IllegalStateException(kind + " does not befall " + exchange.operation());
        };
    }

    static SourceFailure failure(SourceFailure.Kind kind, FaultKind fault) {
        return new SourceFailure(kind, "a fault of the scenario: " + fault);
    }

    private static RecordsAnswer withoutChildren(RecordsAnswer answer) {
        return answer instanceof RecordsAnswer.Records records
                ? new RecordsAnswer.Records(
                        records.records(), records.nextIterator(), records.behindLatest(), ImmutableList.of())
                : answer;
    }

    private static EnumSet<FaultKind> with(FaultKind... more) {
        return withAll(ANY_CALL, more);
    }

    private static EnumSet<FaultKind> withAll(EnumSet<FaultKind> some, FaultKind... more) {
        EnumSet<FaultKind> kinds = EnumSet.copyOf(some);
        for (FaultKind kind : more) {
            kinds.add(kind);
        }
        return kinds;
    }

    private record StaleKey(Action.Faults window, ShardFilter filter, Optional<String> pageToken) {}
}
