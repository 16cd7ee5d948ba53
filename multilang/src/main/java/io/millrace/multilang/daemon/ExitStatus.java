package io.millrace.multilang.daemon;

/**
 * How the process ends, for whoever supervises it. A process that is ended by a signal has the status of the JVM: 143 for
 * SIGTERM, 130 for SIGINT, 129 for SIGHUP; it has stopped in order then.
 */
public final class ExitStatus {
    /** Stopped in order from inside: the stream is gone. */
    public static final int STOPPED = 0;
    /** Failed: the start was refused, or a child failed and the daemon is to exit then; the log says why. */
    public static final int FAILED = 1;

    private ExitStatus() {}
}
