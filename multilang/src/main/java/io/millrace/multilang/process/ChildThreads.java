package io.millrace.multilang.process;

/** Threads for children: many, with little to do, so with small stacks; they never keep the daemon alive. */
public final class ChildThreads {
    private static final long STACK_BYTES = 256 << 10;

    private ChildThreads() {}

    /** Starts a thread. */
    public static Thread start(String name, Runnable task) {
        Thread thread = of(name, task);
        thread.start();
        return thread;
    }

    /** A thread that is not started yet. */
    public static Thread of(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }
}
