package io.millrace.engine.runtime;

/** Runs an action when the process is told to end (SIGTERM, SIGINT), and holds the end up until it is done. */
public final class ShutdownSignal implements AutoCloseable {
    private final Thread hook;

    /** @param action blocks until everything is in order */
    public ShutdownSignal(Runnable action) {
        hook = new Thread(action, "millrace-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The action is no longer needed; does nothing when the process is ending already. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The process is ending, so the hook is running and keeps its promise.
            return;
        }
    }
}
