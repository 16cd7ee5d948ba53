package io.millrace.app.archive;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/**
 * An archive of the classes that a daemon loads when it starts, for the virtual machine that runs this and the jar that it
 * runs from (application class data sharing, JEP 350). Another machine or a newer jar takes no notice of it.
 */
public final class ClassArchive {
    private static final long PATIENCE_MINUTES = 5;

    private ClassArchive() {}

    /** The jar that this runs from, or the folder of classes of a build. */
    public static Path jar() {
        try {
            return Path.of(ClassArchive.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("this program does not know where it lies", impossible);
        }
    }

    /** Where the launchers look for it: beside the jar, with the ending {@code jsa}. */
    public static Path besideJar() {
        Path jar = jar();
        String name = String.valueOf(jar.getFileName());
        return jar.resolveSibling(name.replaceFirst("\\.jar$", "") + ".jsa");
    }

    /**
     * Makes it in a virtual machine of its own, which takes some seconds. An older one at that place is replaced when the
     * new one is complete. Blocks.
     *
     * @throws IOException when it cannot be made; the message has what the other machine said
     */
    public static void make(Path file) throws IOException, InterruptedException {
        Path target = file.toAbsolutePath();
        if (!Files.isRegularFile(jar())) {
            throw new IOException("There is no jar to archive: this runs from " + jar() + ". Run millrace.jar.");
        }
        if (!Files.isWritable(target.getParent())) {
            throw new IOException("The folder " + target.getParent() + " is not there or not writable; name another"
                    + " with --file.");
        }
        // A name of its own each time: the machine does not write to a file that is there.
        Path half = target.resolveSibling(
                target.getFileName() + "." + ProcessHandle.current().pid() + ".new");
        try {
            String said = runRehearsal(half);
            if (!Files.isRegularFile(half)) {
                throw new IOException("The virtual machine wrote no archive. It said: " + said.strip());
            }
            Files.move(half, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static String runRehearsal(Path half) throws IOException, InterruptedException {
        ImmutableList<String> command = ImmutableList.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ArchiveClassesAtExit=" + half,
                "-XX:+UseSerialGC",
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                "-jar",
                jar().toString(),
                "archive",
                "--rehearse");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Nothing of the user's is read or sent.
        builder.environment()
                .putAll(ImmutableMap.of(
                        "AWS_ACCESS_KEY_ID", "rehearsal",
                        "AWS_SECRET_ACCESS_KEY", "rehearsal",
                        "AWS_EC2_METADATA_DISABLED", "true"));
        Process machine = builder.start();
        machine.getOutputStream().close();
        String said = new String(machine.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!machine.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || machine.exitValue() != 0) {
            machine.destroyForcibly();
            throw new IOException("The rehearsal failed, so that no archive was made: " + said.strip());
        }
        return said;
    }

    /**
     * Loads the classes that are to be archived, by doing what a daemon does when it starts. Blocks.
     *
     * @throws IOException when what was to be done could not be done
     */
    public static void rehearse() throws IOException, InterruptedException {
        if (!Rehearsal.run()) {
            throw new IOException("A child of the rehearsal acknowledged nothing; it needs the command sed -u.");
        }
    }
}
