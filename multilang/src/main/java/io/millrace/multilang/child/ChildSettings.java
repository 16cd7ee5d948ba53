package io.millrace.multilang.child;

import com.google.common.collect.ImmutableList;
import io.millrace.multilang.protocol.Generation;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How children are started, spoken to and ended.
 *
 * @param application under whose name the leases are kept; told to children that take frames
 * @param command program and arguments, see {@link io.millrace.multilang.process.ChildCommand#split}
 * @param generation which daemon's protocol the children speak
 * @param messageTimeout the longest wait for each message of a child that has been told something; empty: for ever
 * @param initializeTimeout the longest that a child may take to start and acknowledge {@code initialize}
 * @param exitGrace how long a child may take to exit after its standard input was closed
 * @param framesInFlight how many batches a child that takes frames may be sent ahead; 0: frames are not offered
 * @param shardsPerChild how many shards a child that takes frames may serve, from 1
 * @param restartBatchesInFlight what becomes of a batch that user code in a child that takes frames failed with: true:
 *     the shard begins anew at its last checkpoint; false: {@link ChildFailedException} is left to the failure policy
 */
public record ChildSettings(
        String application,
        ImmutableList<String> command,
        Generation generation,
        Optional<Duration> messageTimeout,
        Duration initializeTimeout,
        Duration exitGrace,
        int framesInFlight,
        int shardsPerChild,
        boolean restartBatchesInFlight) {
    public ChildSettings {
        Objects.requireNonNull(application, "application");
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(generation, "generation");
        Objects.requireNonNull(messageTimeout, "messageTimeout");
        Objects.requireNonNull(initializeTimeout, "initializeTimeout");
        Objects.requireNonNull(exitGrace, "exitGrace");
        if (framesInFlight < 0 || shardsPerChild < 1) {
            throw new IllegalArgumentException("framesInFlight is from 0 and shardsPerChild from 1, not "
                    + framesInFlight + " and " + shardsPerChild);
        }
        if (framesInFlight > 1 && !restartBatchesInFlight) {
            throw new IllegalArgumentException(
                    "batches are sent ahead only where a failed one begins the shard anew, so"
                            + " framesInFlight is at most 1 here, not " + framesInFlight);
        }
    }

    boolean offersFrames() {
        return framesInFlight > 0;
    }
}
