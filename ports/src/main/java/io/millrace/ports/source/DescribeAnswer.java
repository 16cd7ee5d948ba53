package io.millrace.ports.source;

import io.millrace.domain.stream.StreamIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** What the stream says of itself. */
public sealed interface DescribeAnswer {
    /**
     * @param identity who it is
     * @param retention how long it keeps a record
     * @param openShards how many shards take records now
     * @param serviceTime the service's clock at the answer, cut to the whole second or finer, never ahead of it
     */
    record Described(StreamIdentity identity, Duration retention, int openShards, Instant serviceTime)
            implements DescribeAnswer {
        public Described {
            Objects.requireNonNull(identity, "identity");
            Objects.requireNonNull(retention, "retention");
            Objects.requireNonNull(serviceTime, "serviceTime");
        }
    }

    /** @param failure why nothing is known */
    record Failed(SourceFailure failure) implements DescribeAnswer {
        public Failed {
            Objects.requireNonNull(failure, "failure");
        }
    }
}
