package io.millrace.multilang.protocol;

import java.util.Objects;
import java.util.Optional;

/** What a child says on a line of its standard output. */
public sealed interface ChildMessage permits ChildMessage.Status, ChildMessage.TakesFrames, CheckpointRequest {
    /**
     * The child is done with an action.
     *
     * @param responseFor the action's name as the child wrote it; empty when it named none
     */
    record Status(Optional<String> responseFor) implements ChildMessage {
        public Status {
            Objects.requireNonNull(responseFor, "responseFor");
        }
    }

    /**
     * The child takes the offer of frames: from the next byte on both sides speak them.
     *
     * @param version of the framing
     * @param inFlight how many batches it wants to be sent ahead, from 1
     * @param shards how many shards it wants to serve, from 1
     */
    record TakesFrames(long version, long inFlight, long shards) implements ChildMessage {}
}
