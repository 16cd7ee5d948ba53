package io.millrace.app;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What {@code millrace} without a subcommand is: its help. */
@Command(
        name = "millrace",
        description = "Consumes Amazon Kinesis Data Streams on a fleet of workers, losing nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            DemoCommand.class,
            SimulateCommand.class,
            RunCommand.class,
            PutCommand.class,
            TailCommand.class,
            LeasesCommand.class,
            ConsumerCommand.class,
            MigrateCommand.class,
            ArchiveCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExit status:%n",
        footer = {
            "  0  done",
            "  1  failed; standard error says why",
            "  2  the command line is wrong; nothing was done",
            "  3, 4  a simulated fleet broke a law; see millrace simulate --help",
            "  millrace run has more: see millrace run --help"
        })
final class MillraceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine commandLine = spec.commandLine();
        commandLine.usage(commandLine.getErr());
        return ExitCode.USAGE;
    }
}
