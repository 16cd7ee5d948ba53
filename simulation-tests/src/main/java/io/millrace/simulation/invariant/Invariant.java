package io.millrace.simulation.invariant;

import io.millrace.domain.stream.ShardId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A law that holds at every moment, with the little it has to remember to judge each event by itself. */
public abstract class Invariant implements Observer {
    private final String id;
    private final String sentence;
    private final Verdict verdict;

    /**
     * @param id its short name, for instance S4
     * @param sentence what it says
     */
    protected Invariant(String id, String sentence, Verdict verdict) {
        this.id = Objects.requireNonNull(id, "id");
        this.sentence = Objects.requireNonNull(sentence, "sentence");
        this.verdict = Objects.requireNonNull(verdict, "verdict");
    }

    public final String id() {
        return id;
    }

    public final String sentence() {
        return sentence;
    }

    /**
     * Whether the law judges a write by what was written to the same entry before. If so it is not told of the writes to an
     * entry that an operator has deleted: whatever is made in its place begins with old revisions, an old epoch and an old
     * checkpoint, and a write that was meant for its predecessor can meet the revision it expects.
     */
    protected boolean restsOnHistory() {
        return false;
    }

    /** Says that the law is broken. */
    protected final void violated(@Nullable ShardId shard, String finding) {
        verdict.violated(id, sentence, shard, finding);
    }
}
