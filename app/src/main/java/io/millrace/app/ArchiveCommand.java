package io.millrace.app;

import io.millrace.app.archive.ClassArchive;
import io.millrace.app.run.DaemonLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes an archive of classes. */
@Command(
        name = "archive",
        description = {
            "Makes an archive of the classes that millrace run loads, with which it starts in two thirds of the time. It is"
                    + " good for this jar and this Java only, so make it where it is used: once after the installation, or"
                    + " in the recipe of a container's image.",
            "./millrace and python -m millrace use the archive beside the jar by themselves; to java itself it is named"
                    + " with -XX:SharedArchiveFile. Takes some seconds and no network."
        })
final class ArchiveCommand extends BaseCommand {
    private static final long MEGABYTE = 1 << 20;

    @Option(names = "--file", paramLabel = "FILE", description = "Where to write it, in place of beside the jar.")
    private @Nullable Path file;

    /** What the virtual machine that writes the archive does. */
    @Option(names = "--rehearse", hidden = true)
    private boolean isRehearsal;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (isRehearsal) {
            DaemonLauncher.setUpLog(Optional.empty());
            ClassArchive.rehearse();
            return ExitCode.OK;
        }
        Path target = file == null ? ClassArchive.besideJar() : file;
        ClassArchive.make(target);
        spec().commandLine().getOut().println("Wrote " + target + " (" + Files.size(target) / MEGABYTE + " MB).");
        return ExitCode.OK;
    }
}
