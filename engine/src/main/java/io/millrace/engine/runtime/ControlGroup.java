package io.millrace.engine.runtime;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.millrace.ports.runtime.CpuMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What Linux says of the control group that this process runs in, of version 2 or 1. Only a group with a CPU quota counts:
 * one without is often as large as the machine, and says nothing of this process.
 */
final class ControlGroup {
    private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings().trimResults();
    private static final ImmutableList<String> V1_QUOTA = ImmutableList.of("cpu,cpuacct", "cpu");
    private static final ImmutableList<String> V1_USAGE = ImmutableList.of("cpu,cpuacct", "cpuacct");

    private final Path groups;
    private final Path ownGroups;

    /** @param root of the file system, below which {@code sys} and {@code proc} lie */
    ControlGroup(Path root) {
        this.groups = root.resolve("sys/fs/cgroup");
        this.ownGroups = root.resolve("proc/self/cgroup");
    }

    /** CPU used and available; empty where no group limits the process, or where its files are not those that are known. */
    Optional<CpuMeter.Reading> read() {
        try {
            Optional<CpuMeter.Reading> second = versionTwo();
            return second.isPresent() ? second : versionOne();
        } catch (IOException | RuntimeException unreadable) {
            // Not Linux, or not allowed, or a form of these files that is not known: the process's own time has to do.
            return Optional.empty();
        }
    }

    private Optional<CpuMeter.Reading> versionTwo() throws IOException {
        for (Path group : candidates("", ImmutableList.of(""))) {
            Path limit = group.resolve("cpu.max");
            if (!Files.exists(limit)) {
                continue;
            }
            List<String> quotaAndPeriod =
                    WORDS.splitToList(Files.readString(limit).strip());
            if (!quotaAndPeriod.get(0).equals("max")) {
                double cores = Double.parseDouble(quotaAndPeriod.get(0)) / Double.parseDouble(quotaAndPeriod.get(1));
                return Optional.of(new CpuMeter.Reading(usage(group.resolve("cpu.stat")), cores));
            }
        }
        return Optional.empty();
    }

    /** The line {@code usage_usec}. */
    private static Duration usage(Path statistics) throws IOException {
        for (String line : Files.readAllLines(statistics)) {
            List<String> words = WORDS.splitToList(line);
            if (words.size() == 2 && words.get(0).equals("usage_usec")) {
                return Duration.ofNanos(Math.multiplyExact(Long.parseLong(words.get(1)), 1_000L));
            }
        }
        throw new IllegalArgumentException(statistics + " has no usage_usec");
    }

    private Optional<CpuMeter.Reading> versionOne() throws IOException {
        for (Path group : candidates("cpu", V1_QUOTA)) {
            Path limit = group.resolve("cpu.cfs_quota_us");
            if (Files.exists(limit)) {
                double quota = Double.parseDouble(Files.readString(limit).strip());
                double period = Double.parseDouble(
                        Files.readString(group.resolve("cpu.cfs_period_us")).strip());
                Optional<Duration> used = quota > 0 ? versionOneUsage() : Optional.empty();
                return used.map(time -> new CpuMeter.Reading(time, quota / period));
            }
        }
        return Optional.empty();
    }

    private Optional<Duration> versionOneUsage() throws IOException {
        for (Path group : candidates("cpuacct", V1_USAGE)) {
            Path usage = group.resolve("cpuacct.usage");
            if (Files.exists(usage)) {
                return Optional.of(
                        Duration.ofNanos(Long.parseLong(Files.readString(usage).strip())));
            }
        }
        return Optional.empty();
    }

    /**
     * Where the files of the group can lie: below the path that the process is told for this controller, and at the top,
     * which in a container is its own group.
     */
    private ImmutableList<Path> candidates(String controller, ImmutableList<String> mounts) throws IOException {
        ImmutableList.Builder<Path> found = ImmutableList.builder();
        for (String mount : mounts) {
            Path top = groups.resolve(mount);
            for (String line : Files.exists(ownGroups) ? Files.readAllLines(ownGroups) : List.<String>of()) {
                List<String> fields = Splitter.on(':').limit(3).splitToList(line);
                if (fields.size() == 3
                        && Splitter.on(',').splitToList(fields.get(1)).contains(controller)) {
                    found.add(top.resolve(fields.get(2).substring(1)));
                }
            }
            found.add(top);
        }
        return found.build();
    }
}
