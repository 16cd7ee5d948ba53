package io.millrace.simulation.mutants;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.mutants.PlantedBug.SourceChange;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The project with some of its sources changed: a class loader of its own, which compiles what is changed and takes all
 * else as it is.
 */
final class ChangedSources extends ClassLoader {
    private static final String OURS = "io.millrace.";

    private final Path compiled;

    private ChangedSources(Path compiled) {
        super(ChangedSources.class.getClassLoader());
        this.compiled = compiled;
    }

    /**
     * @param folder an empty one, for what is compiled
     * @throws IllegalStateException when a change does not fit the sources any more, or does not compile
     */
    static ChangedSources of(ImmutableList<SourceChange> changes, Path folder) {
        Map<String, String> files = new TreeMap<>();
        for (SourceChange change : changes) {
            String text = files.computeIfAbsent(change.file(), ChangedSources::read);
            int at = text.indexOf(change.was());
            if (at < 0 || text.indexOf(change.was(), at + 1) >= 0) {
                throw new IllegalStateException(
                        change.file() + " should hold this text exactly once, so that a bug can be" + " planted there: "
                                + change.was());
            }
            files.put(change.file(), text.replace(change.was(), change.becomes()));
        }
        compile(files, folder);
        return new ChangedSources(folder.resolve("classes"));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = bytes(name.replace('.', '/') + ".class");
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte @Nullable [] bytes(String resource) {
        Path changed = compiled.resolve(resource);
        try (InputStream unchanged = getParent().getResourceAsStream(resource)) {
            if (Files.exists(changed)) {
                return Files.readAllBytes(changed);
            }
            return unchanged == null ? null : unchanged.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Map<String, String> files, Path folder) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<Path> sources = new ArrayList<>();
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path source =
                        folder.resolve("sources").resolve(Path.of(file.getKey()).getFileName());
                Files.createDirectories(source.getParent());
                sources.add(Files.writeString(source, file.getValue()));
            }
            Path classes = Files.createDirectories(folder.resolve("classes"));
            List<String> options = List.of(
                    "-d",
                    classes.toString(),
                    "-proc:none",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
            boolean done = compiler.getTask(
                            messages, manager, null, options, null, manager.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!done) {
                throw new IllegalStateException("the planted bug does not compile:\n" + messages);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(projectFolder().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path projectFolder() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("engine/src/main/java"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "the project's sources are not above " + Path.of("").toAbsolutePath());
    }
}
