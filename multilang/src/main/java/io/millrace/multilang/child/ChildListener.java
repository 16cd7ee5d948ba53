package io.millrace.multilang.child;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ShardId;

/** Is told when children come and go. From any thread; must not block. */
public interface ChildListener {
    /** Does nothing. */
    ChildListener NONE = new ChildListener() {};

    /** A child serves the shard: it has acknowledged {@code initialize}. */
    default void started(ShardId shard, long pid) {}

    /**
     * The child of the shard serves it no more, in order or not; told once for each {@link #started}.
     *
     * @param how in words, for example {@code exited with status 0}
     * @param lastErrorLines the last lines of its standard error, oldest first
     */
    default void ended(ShardId shard, long pid, String how, ImmutableList<String> lastErrorLines) {}

    /**
     * A child could not be started, died, broke the protocol or missed a deadline, while nobody wanted it to end. It has
     * been ended and the shard begins anew at its last checkpoint.
     *
     * @param pid 0 when there was no process
     * @param what a whole sentence, with what it wrote last to its standard error
     */
    default void failed(ShardId shard, long pid, String what) {}
}
