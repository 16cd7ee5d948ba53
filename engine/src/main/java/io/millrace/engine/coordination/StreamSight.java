package io.millrace.engine.coordination;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import java.util.function.Consumer;

/**
 * What the leader knows of a stream's shards when it plans.
 *
 * @param listing the last complete one; of no shard where there was none, which for want of proof makes nothing ready
 * @param confirmedGone those past retention, as the service said
 * @param probe asked to find out whether a shard that is neither leased nor listed is past retention
 */
record StreamSight(ShardGraph listing, ImmutableSortedSet<ShardId> confirmedGone, Consumer<ShardId> probe) {
    /** Of a stream that this worker does not have. */
    static final StreamSight NONE =
            new StreamSight(ShardGraph.of(ImmutableList.of()), ImmutableSortedSet.of(), shard -> {});
}
