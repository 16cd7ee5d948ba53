package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.millrace.multilang.child.ChildListener;
import io.millrace.multilang.child.ChildProcessors;
import io.millrace.multilang.child.ChildSettings;
import io.millrace.multilang.protocol.Generation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The Python program that counts words, unpacked into a folder of its own with the package it needs, and what it counted. */
public final class PythonWords implements AutoCloseable {
    private static final String OLDEST = "3.9";
    private static final ImmutableList<String> CHECK =
            ImmutableList.of("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 9))");
    private static final Duration START = Duration.ofSeconds(30);

    private final Path folder;
    private final Path counts;

    private PythonWords(Path folder, Path counts) {
        this.folder = folder;
        this.counts = counts;
    }

    /** What has to be there for it. */
    public static String needs() {
        return "python3 (" + OLDEST + " or later) on the PATH";
    }

    /** Unpacks the program if there is a Python that can run it; empty when there is none. */
    public static Optional<PythonWords> prepare() throws IOException, InterruptedException {
        return isThere() ? Optional.of(unpack()) : Optional.empty();
    }

    private static boolean isThere() throws InterruptedException {
        try {
            Process check = new ProcessBuilder(CHECK)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = check.waitFor(START.toSeconds(), TimeUnit.SECONDS);
            check.destroyForcibly();
            return ended && check.exitValue() == 0;
        } catch (IOException none) {
            return false;
        }
    }

    private static PythonWords unpack() throws IOException {
        Path folder = Files.createTempDirectory("millrace-demo-");
        Path counts = Files.createDirectory(folder.resolve("counts"));
        try {
            Path code = Path.of(PythonWords.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isDirectory(code)) {
                copy(code.resolve("python"), folder);
            } else {
                try (FileSystem jar =
                        FileSystems.newFileSystem(URI.create("jar:" + code.toUri()), Map.of("create", "false"))) {
                    copy(jar.getPath("/python"), folder);
                }
            }
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("this program does not know where it lies", impossible);
        }
        return new PythonWords(folder, counts);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** The children of one worker. */
    ChildProcessors children(String application, Duration checkpointInterval) {
        ImmutableList<String> command = ImmutableList.of(
                "python3",
                folder.resolve("count_words.py").toString(),
                counts.toString(),
                String.valueOf(checkpointInterval.toMillis() / 1_000.0));
        return new ChildProcessors(
                new ChildSettings(
                        application,
                        command,
                        Generation.KCL_2,
                        Optional.empty(),
                        START,
                        Duration.ofSeconds(1),
                        1,
                        1,
                        true),
                ChildListener.NONE);
    }

    /** What all children have counted, a text {@code shard sequence-number word} for each word, without repetitions. */
    ImmutableSet<String> counted() {
        ImmutableSet.Builder<String> lines = ImmutableSet.builder();
        for (Path file : files()) {
            try {
                List<String> text = Files.readAllLines(file);
                // A child that was killed may have left half a line.
                boolean isWhole = Files.readString(file).endsWith("\n");
                lines.addAll(isWhole || text.isEmpty() ? text : text.subList(0, text.size() - 1));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return lines.build();
    }

    /** How many processes have counted. */
    int processes() {
        return files().size();
    }

    private ImmutableList<Path> files() {
        try (Stream<Path> files = Files.list(counts)) {
            return files.sorted().collect(ImmutableList.toImmutableList());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Removes the folder. */
    @Override
    public void close() throws IOException {
        MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
}
