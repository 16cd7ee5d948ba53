package io.millrace.app;

/** How the process ends, for scripts. */
final class ExitCode {
    /** Done. */
    static final int OK = 0;
    /** It could not be done, or not all of it; standard error says why. */
    static final int FAILED = 1;
    /** The command line is wrong; nothing was done. */
    static final int USAGE = 2;

    private ExitCode() {}
}
