package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.ShardId;
import io.millrace.engine.ConsumerConfig;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;

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

    /** User code says that it has processed all records up to this one, by asking for a checkpoint there. */
    default void asked(ProcessorRun run, RecordPosition position) {}

    /** User code was told that its checkpoint is stored. */
    default void confirmed(ProcessorRun run, Checkpoint checkpoint) {}

    /** A worker told of itself. What it says is its view, not the truth. */
    default void said(String life, WorkerEvent event) {}

    /**
     * A worker's life began.
     *
     * @param worker the name by which the scenario speaks of the worker
     * @param life tells this life from others of the same worker
     */
    default void started(String worker, String life) {}

    /** A worker was built with these settings; told right after {@link #started}. */
    default void configured(String life, ConsumerConfig config) {}

    /** A worker was asked to stop in good order. */
    default void askedToStop(String life) {}

    /** A worker's life ended, by a crash or in good order. */
    default void ended(String life) {}

    /** The scenario did something. */
    default void acted(Action action) {}

    /** A worker's call was made to fail. */
    default void injected(FaultKind kind, String worker) {}

    /** A worker sent a request to the lease store or to the stream. */
    default void sent(ServiceCall call) {}

    /**
     * A worker got the answer to a request, or gave it up.
     *
     * @param answer of the port's type; to who subscribes the subscription, or the failure that it ended with instead
     */
    default void answered(ServiceCall call, Object answer) {}

    /**
     * A worker got what the stream pushed.
     *
     * @param subscription the request over whose connection it came
     */
    default void pushed(ServiceCall subscription, SubscriptionEvent event) {}

    /** Shards were closed and others were born of them. */
    default void resharded(ImmutableList<ShardId> parents, ImmutableList<ShardId> children) {}

    /** A second of virtual time is over: the moment for looking at everything. */
    default void secondPassed() {}
}
