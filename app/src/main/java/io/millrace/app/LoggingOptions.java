package io.millrace.app;

import picocli.CommandLine.Option;

/**
 * How much is said about what goes on inside. Must take effect before anything is logged: the level goes through a system
 * property that the configuration of the log reads when the first logger is made.
 */
final class LoggingOptions {
    private static final String LEVEL = "millrace.log.level";

    private boolean verbose;

    @Option(
            names = {"-v", "--verbose"},
            order = 90,
            description = "Log what happens inside to standard error, and show the stack traces of errors.")
    void verbose(boolean value) {
        verbose = value;
        if (value) {
            System.setProperty(LEVEL, "INFO");
        }
    }

    boolean isVerbose() {
        return verbose;
    }

    /** Keeps the log off the screen, unless it was asked for. */
    void quietUnlessVerbose() {
        if (!verbose) {
            System.setProperty(LEVEL, "OFF");
        }
    }
}
