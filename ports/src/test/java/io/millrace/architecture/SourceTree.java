package io.millrace.architecture;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** The project's own text files, without what the build makes or installs. */
final class SourceTree {
    private static final ImmutableSortedSet<String> NOT_OURS =
            ImmutableSortedSet.of(".git", ".idea", ".vscode", "__pycache__", "node_modules", "target");
    private static final ImmutableSortedSet<String> MADE_BY_THE_BUILD =
            ImmutableSortedSet.of(".flattened-pom.xml", ".jqwik-database");

    /** The directory of the whole project, found from that of the module under test. */
    static final Path ROOT = root();

    private SourceTree() {}

    /** A file, by its path under the root with slashes, and its text. */
    record Source(String path, String text) {
        boolean isJava() {
            return path.endsWith(".java");
        }

        boolean isMain() {
            return path.contains("/src/main/");
        }

        boolean isTest() {
            return path.contains("/src/test/");
        }

        /** Whether its faults are there on purpose. */
        boolean isPlanted() {
            return path.contains("/architecture/planted/");
        }

        int lines() {
            return (int) text.lines().count();
        }
    }

    /** All of them, in the order of their paths. */
    static ImmutableList<Source> files() {
        ImmutableSortedSet.Builder<Path> found = ImmutableSortedSet.naturalOrder();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(directory.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = file.getFileName().toString();
                    if (attributes.isRegularFile() && !name.equals(".git") && !MADE_BY_THE_BUILD.contains(name)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.build().stream().flatMap(file -> read(file).stream()).collect(ImmutableList.toImmutableList());
    }

    /** The file as text, unless it is not text. */
    static Optional<Source> read(Path file) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return Optional.of(new Source(ROOT.relativize(file).toString().replace('\\', '/'), text));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve(".mvn"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException("no .mvn directory above the working directory");
            }
        }
        return directory;
    }
}
