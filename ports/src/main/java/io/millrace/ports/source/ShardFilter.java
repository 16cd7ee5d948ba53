package io.millrace.ports.source;

import java.time.Instant;
import java.util.Objects;

/** Which shards a listing returns: the filters of ListShards that the engine needs. */
public sealed interface ShardFilter {
    /** Every shard that is not past retention, open or closed. */
    record All() implements ShardFilter {}

    /** @param timestamp only the shards that were open at this moment */
    record OpenAt(Instant timestamp) implements ShardFilter {
        public OpenAt {
            Objects.requireNonNull(timestamp, "timestamp");
        }
    }
}
