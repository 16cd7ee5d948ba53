package io.millrace.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ports.runtime.CpuMeter.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against trees of files as they stand in containers and on machines. */
class ControlGroupTest {
    private static final String STATISTICS = "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n";

    @TempDir
    private Path root;

    private void file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @Test
    void aContainersQuotaOfVersionTwo() throws IOException {
        file("proc/self/cgroup", "0::/\n");
        file("sys/fs/cgroup/cpu.max", "150000 100000\n");
        file("sys/fs/cgroup/cpu.stat", STATISTICS);

        assertThat(new ControlGroup(root).read()).contains(new Reading(Duration.ofMillis(2_500), 1.5));
    }

    @Test
    void aServicesQuotaOnAMachine() throws IOException {
        file("proc/self/cgroup", "0::/system.slice/millrace.service\n");
        file("sys/fs/cgroup/cpu.stat", "usage_usec 99\n");
        file("sys/fs/cgroup/system.slice/millrace.service/cpu.max", "50000 100000\n");
        file("sys/fs/cgroup/system.slice/millrace.service/cpu.stat", STATISTICS);

        assertThat(new ControlGroup(root).read()).contains(new Reading(Duration.ofMillis(2_500), 0.5));
    }

    @Test
    void aContainersQuotaOfVersionOne() throws IOException {
        file("proc/self/cgroup", "4:memory:/docker/ab\n3:cpu,cpuacct:/docker/ab\n");
        file("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "200000\n");
        file("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
        file("sys/fs/cgroup/cpu,cpuacct/cpuacct.usage", "7000000000\n");

        assertThat(new ControlGroup(root).read()).contains(new Reading(Duration.ofSeconds(7), 2));
    }

    @Test
    void whereNothingLimitsTheProcessNoGroupCounts() throws IOException {
        assertThat(new ControlGroup(root).read()).as("not Linux").isEmpty();

        file("proc/self/cgroup", "0::/user.slice\n");
        file("sys/fs/cgroup/user.slice/cpu.max", "max 100000\n");
        file("sys/fs/cgroup/user.slice/cpu.stat", STATISTICS);
        assertThat(new ControlGroup(root).read()).isEmpty();

        file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
        file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        assertThat(new ControlGroup(root).read()).isEmpty();
    }

    @Test
    void filesOfAnUnknownFormAreNoReading() throws IOException {
        file("sys/fs/cgroup/cpu.max", "150000\n");
        assertThat(new ControlGroup(root).read()).isEmpty();

        file("sys/fs/cgroup/cpu.max", "150000 100000\n");
        file("sys/fs/cgroup/cpu.stat", "user_usec 1\n");
        assertThat(new ControlGroup(root).read()).isEmpty();
    }

    @Test
    void thisMachineTellsSomething() {
        SystemCpu cpu = new SystemCpu();

        long before = cpu.threadNanos();
        Reading first = cpu.process();
        double spun = 0;
        while (cpu.threadNanos() - before < 50_000_000) {
            spun += StrictMath.sin(spun + 1);
        }
        Reading second = cpu.process();

        assertThat(spun).isNotNaN();
        assertThat(first.coresAvailable()).isPositive();
        assertThat(second.used()).isGreaterThan(first.used());
    }
}
