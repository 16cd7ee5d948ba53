package io.millrace.simulation.invariant;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.ports.telemetry.WorkerEvent;

/** Is told what happens in a run, each thing once, at the moment at which it happens. */
public interface Observer {
    /** The store carried out a write. */
    default void applied(AppliedWrite write) {}

    /** User code was called. */
    default void began(ProcessorCall call) {}

    /** User code returned normally. */
    default void returned(ProcessorCall call) {}

    /** User code threw. */
    default void threw(ProcessorCall call, Throwable thrown) {}

    /** User code was told that its checkpoint is stored. */
    default void confirmed(ProcessorRun run, Checkpoint checkpoint) {}

    /** A worker told of itself. What it says is its view, not the truth. */
    default void said(String life, WorkerEvent event) {}

    /** A worker's life ended, by a crash or in good order. */
    default void ended(String life) {}
}
