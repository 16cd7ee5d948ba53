package io.millrace.simulation;

import io.millrace.engine.KinesisConsumer;
import io.millrace.simulation.kernel.SimulatedProcess;
import io.millrace.simulation.world.Link;

/** One life of a worker: its process and the engine in it. */
final class WorkerLife {
    private final String worker;
    private final SimulatedProcess process;
    private final Link link;
    private final KinesisConsumer consumer;
    private boolean stopping;
    private boolean left;

    WorkerLife(String worker, SimulatedProcess process, Link link, KinesisConsumer consumer) {
        this.worker = worker;
        this.process = process;
        this.link = link;
        this.consumer = consumer;
    }

    /** The name by which the scenario speaks of the worker. */
    String worker() {
        return worker;
    }

    /** Tells this life from others of the same worker. */
    String name() {
        return process.name();
    }

    SimulatedProcess process() {
        return process;
    }

    /** Over which it reaches the services. */
    Link link() {
        return link;
    }

    KinesisConsumer consumer() {
        return consumer;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it was asked to stop. */
    boolean isStopping() {
        return stopping;
    }

    /** Whether what is wrong with it stays wrong for ever. */
    boolean isLeftBroken() {
        return left;
    }

    /** What is wrong with it is never mended. */
    void leaveBroken() {
        left = true;
    }

    void markStopping() {
        stopping = true;
    }
}
