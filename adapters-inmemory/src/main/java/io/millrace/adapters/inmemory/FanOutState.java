package io.millrace.adapters.inmemory;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.SubscriptionEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Enhanced fan-out of a stream: its consumers, and the subscriptions over which records are pushed as soon as they are
 * there and asked for. Guarded by the stream's monitor; listeners are told outside of it.
 */
final class FanOutState {
    /** How long a subscription lasts (Kinesis API, SubscribeToShard). */
    static final Duration SUBSCRIPTION_LIFE = Duration.ofMinutes(5);

    /** How old a subscription is before another one of the consumer may take its place (the same). */
    static final Duration TAKE_OVER_AGE = Duration.ofSeconds(5);

    /** When there are no records an event without any comes this often. */
    static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private static final int MOST_RECORDS = 10_000;
    private static final long MOST_BYTES = 2L << 20;

    private final StreamState stream;
    private final Alarm alarm;
    private final InMemoryConsumers consumers;
    private final Map<ShardId, List<InMemorySubscription>> open = new TreeMap<>();
    /** When each consumer last subscribed to a shard; by both names. */
    private final Map<String, Long> subscribedNanos = new TreeMap<>();

    private boolean alarmSet;
    private long alarmNanos;
    private long alarmNumber;
    /** Written under the monitor, read without: those who put records look here first. */
    private volatile boolean idle = true;

    FanOutState(StreamState stream, Alarm alarm) {
        this.stream = stream;
        this.alarm = alarm;
        this.consumers = new InMemoryConsumers(stream);
    }

    InMemoryConsumers consumers() {
        return consumers;
    }

    /** Opens a subscription or says why not. The listener is told when somebody calls {@link #look} or {@code tellAll}. */
    void subscribe(InMemorySubscription subscription, ReadPosition position) {
        long nowNanos = stream.clock().nanoTime();
        Optional<InMemoryShard> shard = stream.shard(subscription.shard());
        Optional<SourceFailure> failure = refusal(subscription, shard, position, nowNanos);
        if (failure.isPresent()) {
            subscription.end(failure);
            return;
        }
        List<InMemorySubscription> others = open.computeIfAbsent(subscription.shard(), id -> new ArrayList<>());
        others.stream()
                .filter(other -> other.consumerArn().equals(subscription.consumerArn()))
                .forEach(other -> other.end(Optional.empty()));
        subscribedNanos.put(key(subscription), nowNanos);
        subscription.open(ShardPlaces.indexOf(shard.orElseThrow().log(), position), nowNanos);
        others.add(subscription);
        idle = false;
    }

    private Optional<SourceFailure> refusal(
            InMemorySubscription subscription, Optional<InMemoryShard> shard, ReadPosition position, long nowNanos) {
        Optional<InMemoryConsumer> consumer = consumers.byArn(subscription.consumerArn());
        if (consumer.isEmpty()) {
            return Optional.of(noSuchConsumer(subscription.consumerArn()));
        }
        ConsumerAnswer.Status status = consumer.get().status(nowNanos);
        if (status != ConsumerAnswer.Status.ACTIVE) {
            return Optional.of(inUse("the consumer " + subscription.consumerArn() + " is " + status));
        }
        if (shard.isEmpty()) {
            return Optional.of(ShardPlaces.noSuchShard(stream, subscription.shard()));
        }
        Long before = subscribedNanos.get(key(subscription));
        if (before != null && nowNanos - before < TAKE_OVER_AGE.toNanos()) {
            return Optional.of(inUse("the consumer subscribed to " + subscription.shard() + " less than "
                    + TAKE_OVER_AGE.toSeconds() + " seconds ago"));
        }
        return ShardPlaces.impossible(stream, shard.get(), position);
    }

    /** Changes a subscription that is not over, and does what follows. Not under the monitor. */
    void changed(InMemorySubscription subscription, Runnable change) {
        synchronized (stream) {
            if (subscription.isOver()) {
                return;
            }
            change.run();
        }
        look(subscription.shard());
    }

    /** Does what is to be done for a shard's subscriptions, and tells their listeners. Not under the monitor. */
    void look(ShardId shard) {
        if (!idle) {
            look(Optional.of(shard));
        }
    }

    /** Does so for all shards. Not under the monitor. */
    void lookAtAll() {
        if (!idle) {
            look(Optional.empty());
        }
    }

    /** Ends those with the failure; those who listen are told by the next look. */
    void endAll(Predicate<InMemorySubscription> which, SourceFailure failure) {
        open.values().stream()
                .flatMap(List::stream)
                .filter(which.and(subscription -> !subscription.isOver()))
                .forEach(subscription -> subscription.end(Optional.of(failure)));
    }

    private void look(Optional<ShardId> only) {
        List<InMemorySubscription> seen = new ArrayList<>();
        synchronized (stream) {
            ImmutableList<ShardId> shards =
                    only.map(ImmutableList::of).orElseGet(() -> ImmutableList.copyOf(open.keySet()));
            shards.forEach(shard -> seen.addAll(advance(shard)));
            idle = open.isEmpty();
        }
        seen.forEach(InMemorySubscription::tellAll);
    }

    /** Does what is to be done for the subscriptions of one shard, and tells which they were. */
    private ImmutableList<InMemorySubscription> advance(ShardId shard) {
        List<InMemorySubscription> subscriptions = open.getOrDefault(shard, List.of());
        ImmutableList<InMemorySubscription> seen = ImmutableList.copyOf(subscriptions);
        seen.forEach(subscription -> advance(subscription, stream.clock().nanoTime()));
        if (!seen.isEmpty()) {
            subscriptions.removeIf(InMemorySubscription::isOver);
        }
        if (subscriptions.isEmpty()) {
            open.remove(shard);
        }
        return seen;
    }

    private void advance(InMemorySubscription subscription, long nowNanos) {
        if (!subscription.isOver() && stream.isDeleted()) {
            subscription.end(Optional.of(ShardPlaces.deleted(stream)));
        }
        if (!subscription.isOver() && nowNanos - subscription.openedNanos() >= SUBSCRIPTION_LIFE.toNanos()) {
            subscription.end(Optional.empty());
        }
        while (!subscription.isOver() && subscription.hasDemand() && push(subscription, nowNanos)) {
            // One event after the other, until there is nothing more to push.
        }
        if (!subscription.isOver()) {
            long endNanos = subscription.openedNanos() + SUBSCRIPTION_LIFE.toNanos();
            long heartbeatNanos = subscription.lastEventNanos() + HEARTBEAT.toNanos();
            setAlarm(subscription.hasDemand() && heartbeatNanos - endNanos < 0 ? heartbeatNanos : endNanos, nowNanos);
        }
    }

    /** Whether there was an event to push. */
    private boolean push(InMemorySubscription subscription, long nowNanos) {
        Optional<InMemoryShard> found = stream.shard(subscription.shard());
        if (found.isEmpty()) {
            subscription.end(Optional.of(ShardPlaces.noSuchShard(stream, subscription.shard())));
            return false;
        }
        InMemoryShard shard = found.get();
        RecordLog log = shard.log();
        long from = Math.max(subscription.place(), log.start());
        long to = ShardPlaces.endOfPage(log, from, MOST_RECORDS, MOST_BYTES);
        boolean last = to == log.end() && !shard.isOpen();
        if (from == to && !last && nowNanos - subscription.lastEventNanos() < HEARTBEAT.toNanos()) {
            return false;
        }
        SubscriptionEvent event = new SubscriptionEvent(
                from == to ? ImmutableList.of() : log.slice(from, to),
                last ? Optional.empty() : Optional.of(continuation(shard, from, to)),
                ShardPlaces.behindLatest(stream, log, from, to),
                last ? shard.children() : ImmutableList.of());
        subscription.push(event, to, nowNanos);
        if (last) {
            subscription.end(Optional.empty());
        }
        return true;
    }

    /** Behind all that was pushed, and before all that is still to come. */
    private SequenceNumber continuation(InMemoryShard shard, long from, long to) {
        return from == to
                ? stream.sequenceNumbers().next(shard.ordinal())
                : shard.log().get(to - 1).sequenceNumber();
    }

    private void setAlarm(long whenNanos, long nowNanos) {
        if (alarmSet && alarmNanos - whenNanos <= 0) {
            return;
        }
        alarmSet = true;
        alarmNanos = whenNanos;
        long number = ++alarmNumber;
        alarm.in(Duration.ofNanos(Math.max(0, whenNanos - nowNanos)), () -> {
            synchronized (stream) {
                if (number != alarmNumber) {
                    // An earlier one was set meanwhile. If both looked, each would set the next, twice as many every
                    // time.
                    return;
                }
                alarmSet = false;
            }
            lookAtAll();
        });
    }

    private static String key(InMemorySubscription subscription) {
        return subscription.consumerArn() + " " + subscription.shard();
    }

    private SourceFailure inUse(String explanation) {
        return new SourceFailure(
                SourceFailure.Kind.IN_USE, stream.identity().name() + ": " + explanation + "; try again later");
    }

    SourceFailure noSuchConsumer(String arn) {
        return new SourceFailure(SourceFailure.Kind.NOT_FOUND, stream.identity().name() + " has no consumer " + arn);
    }
}
