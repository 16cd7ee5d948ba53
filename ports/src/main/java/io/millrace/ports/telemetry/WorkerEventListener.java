package io.millrace.ports.telemetry;

/**
 * Told what a worker does. Called on the event loop, so it returns at once and never blocks; what it throws is logged and
 * otherwise ignored.
 */
@FunctionalInterface
public interface WorkerEventListener {
    void on(WorkerEvent event);
}
