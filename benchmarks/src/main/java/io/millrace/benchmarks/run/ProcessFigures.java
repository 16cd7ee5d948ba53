package io.millrace.benchmarks.run;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel says about a process (proc(5) of the Linux manual).
 *
 * @param cpuSeconds in user and system mode since it began, all threads, without its children; in hundredths
 * @param peakMemoryBytes the most memory that it had resident at once
 * @param threads at the moment
 */
public record ProcessFigures(double cpuSeconds, long peakMemoryBytes, int threads) {
    /** USER_HZ, which is 100 on every Linux that Java runs on, whatever the kernel's own clock. */
    private static final double TICKS_PER_SECOND = 100;

    /** Counted behind the command's name, which may hold blanks. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;
    private static final long KIBIBYTE = 1024;

    /** @throws IOException when there is no such process any more, or no proc file system */
    public static ProcessFigures of(long pid) throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(folder.resolve("stat"));
        List<String> fields = Splitter.on(' ').splitToList(stat.substring(stat.lastIndexOf(')') + 2));
        long ticks = Long.parseLong(fields.get(USER_TICKS)) + Long.parseLong(fields.get(SYSTEM_TICKS));
        List<String> status = Files.readAllLines(folder.resolve("status"));
        return new ProcessFigures(
                ticks / TICKS_PER_SECOND, number(status, "VmHWM:") * KIBIBYTE, (int) number(status, "Threads:"));
    }

    private static long number(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> Long.parseLong(CharMatcher.inRange('0', '9').retainFrom(line)))
                .findFirst()
                .orElse(0L);
    }
}
