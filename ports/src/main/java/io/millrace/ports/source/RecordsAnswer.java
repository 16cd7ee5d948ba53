package io.millrace.ports.source;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.StreamRecord;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** How a read ended. */
public sealed interface RecordsAnswer {
    /**
     * One answer of GetRecords.
     *
     * @param records in order; may be empty although more follow
     * @param nextIterator where to go on; empty at the end of a closed shard
     * @param behindLatest how far the answer's end is behind the tip of the shard, to the millisecond; zero at the tip
     * @param children at the end of a closed shard, its children; may be empty even there
     */
    record Records(
            ImmutableList<StreamRecord> records,
            Optional<String> nextIterator,
            Duration behindLatest,
            ImmutableList<ChildShard> children)
            implements RecordsAnswer {
        public Records {
            Objects.requireNonNull(records, "records");
            Objects.requireNonNull(nextIterator, "nextIterator");
            Objects.requireNonNull(behindLatest, "behindLatest");
            Objects.requireNonNull(children, "children");
        }
    }

    /** @param failure why there are none */
    record Failed(SourceFailure failure) implements RecordsAnswer {
        public Failed {
            Objects.requireNonNull(failure, "failure");
        }
    }
}
