package io.millrace.app;

/** How the process ends, for scripts. */
final class ExitCode {
    /** Done. */
    static final int OK = 0;
    /** It could not be done, or not all of it; standard error says why. */
    static final int FAILED = 1;
    /** The command line is wrong; nothing was done. */
    static final int USAGE = 2;
    /** A simulated fleet did what it never may. */
    static final int SAFETY_VIOLATED = 3;
    /** A simulated fleet did not do in time what it has to. */
    static final int LIVENESS_VIOLATED = 4;

    private ExitCode() {}
}
