package io.millrace.multilang.process;

import com.google.common.collect.ImmutableMap;

/** How a process ended, in words. */
public final class ExitWords {
    private static final int SIGNALLED = 128;
    private static final ImmutableMap<Integer, String> SIGNALS = ImmutableMap.<Integer, String>builder()
            .put(1, "SIGHUP")
            .put(2, "SIGINT")
            .put(3, "SIGQUIT")
            .put(4, "SIGILL")
            .put(6, "SIGABRT")
            .put(7, "SIGBUS")
            .put(8, "SIGFPE")
            .put(9, "SIGKILL; by the kernel, when memory ran out, for instance")
            .put(11, "SIGSEGV")
            .put(13, "SIGPIPE")
            .put(14, "SIGALRM")
            .put(15, "SIGTERM")
            .build();

    private ExitWords() {}

    /** @param status as Java gives it: 128 and the signal's number after a signal */
    public static String of(int status) {
        String signal = SIGNALS.get(status - SIGNALLED);
        if (signal != null) {
            return "was ended by a signal (status " + status + ", " + signal + ")";
        }
        return switch (status) {
            case 126 -> "exited with status 126 (a command that cannot be executed)";
            case 127 -> "exited with status 127 (a command that was not found)";
            default -> "exited with status " + status;
        };
    }
}
