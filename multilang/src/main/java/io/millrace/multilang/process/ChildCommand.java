package io.millrace.multilang.process;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The command that starts a child, from the property {@code executableName}. */
public final class ChildCommand {
    private static final String REMEDY =
            " Name a program on the PATH, or give its path, in the property executableName.";

    private ChildCommand() {}

    /**
     * Splits at runs of spaces, as KCL's MultiLangDaemon does: no quotes, no escapes, no shell, and tabs do not split. A
     * leading space gives an empty program name, trailing ones give nothing.
     */
    public static ImmutableList<String> split(String executableName) {
        List<String> words = Splitter.onPattern(" +").splitToList(executableName);
        int count = words.size();
        while (count > 1 && words.get(count - 1).isEmpty()) {
            count--;
        }
        return ImmutableList.copyOf(words.subList(0, count));
    }

    /**
     * Finds the program before anything is started, so that what is wrong with it is told in words.
     *
     * @param command program and arguments
     * @param path the environment variable PATH
     * @param directory what a relative path starts from
     * @throws ChildStartException when there is no such program, or it cannot be executed
     */
    public static Path find(ImmutableList<String> command, Optional<String> path, Path directory)
            throws ChildStartException {
        String program = command.isEmpty() ? "" : command.get(0);
        if (program.isEmpty()) {
            throw new ChildStartException("The command of the record processor names no program." + REMEDY);
        }
        if (program.indexOf('/') >= 0) {
            Path file = directory.resolve(program);
            requireExecutable(program, file);
            return file;
        }
        Optional<Path> refused = Optional.empty();
        for (String entry : Splitter.on(':').split(path.orElse("/usr/local/bin:/bin:/usr/bin"))) {
            Path file = directory.resolve(entry.isEmpty() ? "." : entry).resolve(program);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return file;
            }
            if (refused.isEmpty() && Files.isRegularFile(file)) {
                refused = Optional.of(file);
            }
        }
        if (refused.isPresent()) {
            requireExecutable(program, refused.get());
        }
        throw new ChildStartException("The program '" + program + "' is not found on the PATH." + REMEDY);
    }

    private static void requireExecutable(String program, Path file) throws ChildStartException {
        if (!Files.exists(file)) {
            throw new ChildStartException("The program '" + program + "' does not exist (looked for "
                    + file.toAbsolutePath().normalize() + ")." + REMEDY);
        }
        if (Files.isDirectory(file)) {
            throw new ChildStartException("The program '" + program + "' is a directory." + REMEDY);
        }
        if (!Files.isExecutable(file)) {
            throw new ChildStartException("The program '" + program + "' is not executable. Make it so: chmod +x "
                    + file.toAbsolutePath().normalize());
        }
    }
}
