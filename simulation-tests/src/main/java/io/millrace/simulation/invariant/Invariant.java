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

    /** Says that the law is broken. */
    protected final void violated(@Nullable ShardId shard, String finding) {
        verdict.violated(id, sentence, shard, finding);
    }
}
