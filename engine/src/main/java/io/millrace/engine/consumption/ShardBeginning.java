package io.millrace.engine.consumption;

import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.consumer.ReadPace;
import io.millrace.domain.consumer.Restarts;
import io.millrace.engine.coordination.LeaseWriter;

/**
 * With what a shard begins under an epoch, for the first time or anew.
 *
 * @param writer of the lease, which this worker owns
 * @param restarts how often in a row it was begun anew
 * @param pace of the reads before
 */
public record ShardBeginning(LeaseWriter writer, Restarts restarts, ReadPace pace) {
    /** Of a lease that was just taken. */
    public static ShardBeginning first(LeaseWriter writer, PollingSettings settings) {
        return new ShardBeginning(writer, Restarts.none(writer.lease().checkpoint()), new ReadPace(settings));
    }

    ShardBeginning again(Restarts next) {
        return new ShardBeginning(writer, next, pace);
    }
}
