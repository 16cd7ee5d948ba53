package io.millrace.multilang.process;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * CPU times of a process and of those that it has started and that live. On Linux they are read from some small files of
 * {@code /proc}: the kernel names there the processes that a thread has started, and adds the time of one that has ended to
 * that of the one that waited for it. {@link ProcessHandle} would read all of {@code /proc} to find descendants, and command
 * lines too, for which the kernel may wait for a process that is stuck; it is asked on other systems, for the process alone.
 */
final class ProcessTimes {
    /** The unit in which Linux tells times of processes: a hundredth of a second on all machines that Java runs on. */
    private static final long NANOS_PER_TICK = 10_000_000;

    /** Enough for a child and its helpers, which take some tenths of a millisecond each; of a crowd the first are read. */
    private static final int MOST_PROCESSES = 64;

    private static final int MOST_THREADS = 64;

    private static final Splitter WORDS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

    /** Places in the file of a process, behind its name. */
    private static final int USER_TIME = 11;

    private static final int TIMES = 4;
    private static final int START_TIME = 19;

    /**
     * One process.
     *
     * @param started tells it from a later one of the same number
     */
    record Id(long pid, long started) {}

    private final Path proc;

    /** @param proc where Linux tells of its processes */
    ProcessTimes(Path proc) {
        this.proc = proc;
    }

    /**
     * The times as they stand; does not wait for the process.
     *
     * @return nanoseconds since each process began, with those that it has started and waited for; empty when the process is
     *     gone, or the platform tells nothing
     */
    ImmutableMap<Id, Long> of(ProcessHandle process) {
        if (!Files.isReadable(proc.resolve("self/stat"))) {
            return process.info()
                    .totalCpuDuration()
                    .map(total -> ImmutableMap.of(new Id(process.pid(), 0), total.toNanos()))
                    .orElse(ImmutableMap.of());
        }
        return process.isAlive() ? withDescendants(process.pid()) : ImmutableMap.of();
    }

    private ImmutableMap<Id, Long> withDescendants(long root) {
        Map<Id, Long> times = new HashMap<>();
        ArrayDeque<Long> found = new ArrayDeque<>(List.of(root));
        for (int read = 0; read < MOST_PROCESSES && !found.isEmpty(); read++) {
            long pid = found.remove();
            Path directory = proc.resolve(Long.toString(pid));
            readTimes(pid, directory, times);
            findStarted(directory, found);
        }
        return ImmutableMap.copyOf(times);
    }

    private static void readTimes(long pid, Path directory, Map<Id, Long> times) {
        String line = read(directory.resolve("stat")).orElse("");
        // The name of a process may have spaces and parentheses in it.
        List<String> fields = WORDS.splitToList(line.substring(line.lastIndexOf(')') + 1));
        if (fields.size() > START_TIME) {
            long ticks = fields.subList(USER_TIME, USER_TIME + TIMES).stream()
                    .mapToLong(ProcessTimes::number)
                    .sum();
            times.put(new Id(pid, number(fields.get(START_TIME))), ticks * NANOS_PER_TICK);
        }
    }

    private static void findStarted(Path directory, ArrayDeque<Long> found) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(directory.resolve("task"))) {
            int read = 0;
            for (Path thread : threads) {
                if (++read > MOST_THREADS) {
                    return;
                }
                WORDS.splitToList(read(thread.resolve("children")).orElse("")).forEach(pid -> found.add(number(pid)));
            }
        } catch (IOException | DirectoryIteratorException gone) {
            // It has ended, so that whoever waits for it tells its time.
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static long number(String text) {
        return Optional.ofNullable(Longs.tryParse(text)).orElse(0L);
    }
}
