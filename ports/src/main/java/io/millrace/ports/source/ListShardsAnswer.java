package io.millrace.ports.source;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.Shard;
import java.util.Objects;
import java.util.Optional;

/** What a listing of shards found. */
public sealed interface ListShardsAnswer {
    /**
     * One page.
     *
     * @param shards in no particular order
     * @param nextPageToken where to go on; empty at the end; expires after five minutes
     */
    record Page(ImmutableList<Shard> shards, Optional<String> nextPageToken) implements ListShardsAnswer {
        public Page {
            Objects.requireNonNull(shards, "shards");
            Objects.requireNonNull(nextPageToken, "nextPageToken");
        }
    }

    /** @param failure why nothing is known */
    record Failed(SourceFailure failure) implements ListShardsAnswer {
        public Failed {
            Objects.requireNonNull(failure, "failure");
        }
    }
}
