package io.millrace.app;

import io.millrace.app.run.DaemonLauncher;
import io.millrace.app.run.NoLogConfigurationException;
import io.millrace.multilang.daemon.SettingsException;
import io.millrace.multilang.protocol.Generation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Runs record processors in any language. */
@Command(
        name = "run",
        description = {
            "Runs the record processors that a properties file names, as child processes, one for each shard. The file is"
                    + " one of the Kinesis Client Library's (KCL) MultiLangDaemon, and so is the protocol: children written"
                    + " with its client libraries run as they are.",
            "Leases and checkpoints are Millrace's own. Where KCL has leases of the application it does not start, unless"
                    + " told to begin anew. SIGTERM and SIGINT stop it in order: the children are asked to checkpoint."
        },
        footerHeading = "%nExit status:%n",
        footer = {
            "  0    stopped in order from inside: the stream is gone",
            "  1    failed: the start was refused, or a child failed with millrace.childFailure = exit; the log says why",
            "  2    the command line or the properties are wrong; nothing was done",
            "  143  stopped in order by SIGTERM; 130 by SIGINT, 129 by SIGHUP"
        })
final class RunCommand extends BaseCommand {
    @Option(
            names = "--begin-anew",
            description =
                    "Begin although KCL has leases of this application, at the initial position that the file says."
                            + " Needed once; afterwards it goes on where it was.")
    private boolean beginAnew;

    @Option(
            names = {"-l", "--log-configuration"},
            paramLabel = "LOGBACK_XML",
            description = "A configuration of logback in place of the log to standard error.")
    private @Nullable String logConfiguration;

    @Parameters(paramLabel = "PROPERTIES", description = "The properties file, on the class path or else a path.")
    private String properties = "";

    @Override
    public Integer call() throws InterruptedException {
        try {
            DaemonLauncher.setUpLog(Optional.ofNullable(logConfiguration));
            return DaemonLauncher.run(properties, beginAnew, Generation.KCL_2);
        } catch (SettingsException wrong) {
            throw new ParameterException(spec().commandLine(), DaemonLauncher.explain(properties, wrong), wrong);
        } catch (NoLogConfigurationException wrong) {
            throw new ParameterException(spec().commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }
}
