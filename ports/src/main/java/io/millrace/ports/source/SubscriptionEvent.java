package io.millrace.ports.source;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.StreamRecord;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What the service pushes over a subscription, with records or, every few seconds, without.
 *
 * @param records in order; may be empty
 * @param continuation where the next subscription goes on, by AfterSequenceNumber; also of an event without records. Empty
 *     in the last event of a closed shard
 * @param behindLatest how far the event's end is behind the tip of the shard, to the millisecond; zero at the tip
 * @param children at the end of a closed shard, its children; may be empty even there
 */
public record SubscriptionEvent(
        ImmutableList<StreamRecord> records,
        Optional<SequenceNumber> continuation,
        Duration behindLatest,
        ImmutableList<ChildShard> children) {
    public SubscriptionEvent {
        Objects.requireNonNull(records, "records");
        Objects.requireNonNull(continuation, "continuation");
        Objects.requireNonNull(behindLatest, "behindLatest");
        Objects.requireNonNull(children, "children");
    }
}
