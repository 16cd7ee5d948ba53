package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Collects what was found broken. The run ends before the next event. */
public final class Verdict {
    private final LongSupplier nowNanos;
    private final List<Violation> violations = new ArrayList<>();

    /** @param nowNanos virtual time */
    public Verdict(LongSupplier nowNanos) {
        this.nowNanos = Objects.requireNonNull(nowNanos, "nowNanos");
    }

    public void violated(String id, String sentence, @Nullable ShardId shard, String finding) {
        violations.add(new Violation(id, sentence, nowNanos.getAsLong(), Optional.ofNullable(shard), finding));
    }

    public boolean isBroken() {
        return !violations.isEmpty();
    }

    /** In the order in which they were found. */
    public ImmutableList<Violation> violations() {
        return ImmutableList.copyOf(violations);
    }
}
