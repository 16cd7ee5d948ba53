package io.millrace.app.run;

import io.millrace.multilang.daemon.ExitStatus;
import io.millrace.multilang.daemon.SettingsException;
import io.millrace.multilang.protocol.Generation;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What the main classes of KCL's daemon do: its command line, its exit statuses, Millrace's daemon. */
public final class KclMain {
    private KclMain() {}

    /**
     * Runs a daemon and ends the process with its exit status.
     *
     * @param generation which main class was started, and so which protocol the children speak
     */
    public static void main(Generation generation, String... arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        int status;
        try {
            status = run(generation, out, err, arguments);
        } catch (InterruptedException interrupted) {
            status = ExitStatus.FAILED;
        }
        System.exit(status);
    }

    /** As {@link #main}, but returns the exit status; whatever is wrong is 1, as in KCL. */
    static int run(Generation generation, PrintStream out, PrintStream err, String... arguments)
            throws InterruptedException {
        KclCommandLine line;
        try {
            line = KclCommandLine.parse(arguments);
            DaemonLauncher.setUpLog(line.logConfiguration());
        } catch (IllegalArgumentException wrong) {
            return refuse(out, err, String.valueOf(wrong.getMessage()));
        }
        line.warning().ifPresent(err::println);
        try {
            return DaemonLauncher.run(line.properties(), false, generation);
        } catch (SettingsException wrong) {
            return refuse(out, err, DaemonLauncher.explain(line.properties(), wrong));
        }
    }

    private static int refuse(PrintStream out, PrintStream err, String problem) {
        err.println(problem);
        out.println(KclCommandLine.USAGE);
        return ExitStatus.FAILED;
    }
}
