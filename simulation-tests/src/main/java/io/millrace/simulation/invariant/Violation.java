package io.millrace.simulation.invariant;

import io.millrace.domain.stream.ShardId;
import java.util.Objects;
import java.util.Optional;

/**
 * A law that was broken.
 *
 * @param id of the law
 * @param sentence what the law says
 * @param atNanos when it was seen, in virtual time
 * @param shard the shard it was broken for, if one
 * @param finding what was seen instead
 */
public record Violation(String id, String sentence, long atNanos, Optional<ShardId> shard, String finding) {
    public Violation {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(sentence, "sentence");
        Objects.requireNonNull(shard, "shard");
        Objects.requireNonNull(finding, "finding");
    }
}
