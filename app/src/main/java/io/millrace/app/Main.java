package io.millrace.app;

import io.millrace.adapters.aws.KinesisRecordWriter;
import java.io.IOException;
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
        if (command.getCommand() instanceof BaseCommand failed
                && failed.logging().isVerbose()) {
            problem.printStackTrace(err);
        } else if (!isForPeople(problem)) {
            err.println("With --verbose it says more.");
        }
        return ExitCode.FAILED;
    }

    private static String message(Exception problem) {
        if (problem instanceof InterruptedException) {
            return "interrupted";
        }
        String message = problem.getMessage();
        return message == null || !isForPeople(problem) ? problem.toString() : message;
    }

    /** Whether the message says to a user what happened and what to do. */
    private static boolean isForPeople(Exception problem) {
        return problem instanceof CommandFailedException
                || problem instanceof KinesisRecordWriter.WriteException
                || problem.getClass() == IOException.class;
    }
}
