package io.millrace.multilang.frames;

import io.millrace.multilang.protocol.Action;
import io.millrace.multilang.protocol.CheckpointRequest;
import java.util.Optional;
import java.util.OptionalLong;

/** What a child says in a frame, on one of its channels. */
public sealed interface ChildFrame {
    /** @param batch this one and all before it are processed */
    record BatchDone(long batch) implements ChildFrame {}

    record Acknowledged(Action action) implements ChildFrame {}

    /**
     * @param request its number, from 1 and ascending
     * @param position what to store
     */
    record Checkpoint(long request, CheckpointRequest position) implements ChildFrame {}

    /**
     * User code threw.
     *
     * @param batch the one that it threw for; empty: it threw in an action
     * @param action the action's name, if it was in one
     * @param error one line, for example {@code ValueError: bad}
     * @param traceback as the language prints it
     */
    record Failed(OptionalLong batch, Optional<String> action, String error, String traceback) implements ChildFrame {}
}
