package io.millrace.app;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The entry point of the {@code millrace} command. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int status = commandLine().execute(arguments);
        System.exit(status);
    }

    /** The whole command line; prints to the standard streams unless told otherwise. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new MillraceCommand());
        commandLine.addSubcommand("completion", new AutoComplete.GenerateCompletion());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler(Main::explain);
        commandLine.setParameterExceptionHandler(Main::explainUsage);
        return commandLine;
    }

    private static int explainUsage(CommandLine.ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + problem.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("See " + name + " --help.");
        return ExitCode.USAGE;
    }

    private static int explain(Exception problem, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + message(problem));
        Object mixin = command.getCommandSpec().mixins().get("logging");
        LoggingOptions logging = mixin instanceof CommandLine.Model.CommandSpec spec
                        && spec.userObject() instanceof LoggingOptions options
                ? options
                : new LoggingOptions();
        if (logging.isVerbose()) {
            problem.printStackTrace(err);
        } else if (!(problem instanceof CommandFailedException)) {
            err.println("With --verbose it says more.");
        }
        return ExitCode.FAILED;
    }

    private static String message(Exception problem) {
        if (problem instanceof InterruptedException) {
            return "interrupted";
        }
        String message = problem.getMessage();
        boolean forPeople = problem instanceof CommandFailedException || problem instanceof IllegalArgumentException;
        return message == null || !forPeople ? problem.toString() : message;
    }
}
