package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs a command of the line in this process, for tests of other packages. */
public final class CommandRunner {
    private CommandRunner() {}

    /** What the command prints; it has to succeed. */
    public static String run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        assertThat(commandLine.execute(arguments)).as(err.toString()).isZero();
        return out.toString();
    }
}
