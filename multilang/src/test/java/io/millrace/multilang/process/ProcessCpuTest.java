package io.millrace.multilang.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a process and those that it has started use. */
class ProcessCpuTest {
    private static final long PARENT = ProcessHandle.current().pid();

    @TempDir
    private Path proc;

    /** @param times in hundredths of a second: user, system, and both of those that it has waited for */
    private void process(long pid, long started, String times, String children) throws IOException {
        Path thread = Files.createDirectories(
                proc.resolve(Long.toString(pid)).resolve("task").resolve(Long.toString(pid)));
        Files.writeString(
                thread.resolve("../../stat"),
                pid + " (a (b) 9 c) S 1 1 1 0 -1 4194304 100 0 0 0 " + times + " 20 0 1 0 " + started
                        + " 3133440 393\n");
        Files.writeString(thread.resolve("children"), children);
    }

    private ProcessCpu cpu() throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(proc.resolve("self/stat"), "");
        ProcessTimes times = new ProcessTimes(proc);
        return new ProcessCpu(() -> times.of(ProcessHandle.current()));
    }

    private void gone(long pid) throws IOException {
        Files.delete(proc.resolve(Long.toString(pid)).resolve("stat"));
    }

    @Test
    void whatAProcessUsesIsToldFromOneReadingToTheNext() throws IOException {
        process(PARENT, 5, "100 50 0 0", "");
        ProcessCpu cpu = cpu();
        assertThat(cpu.more()).as("used before").isZero();
        process(PARENT, 5, "130 55 0 0", "");
        assertThat(cpu.more()).isEqualTo(Duration.ofMillis(350));
        assertThat(cpu.more()).isZero();
    }

    @Test
    void whatItHasStartedCountsWhileItLivesAndOnceItHasEnded() throws IOException {
        process(PARENT, 5, "100 0 0 0", "71 72 ");
        process(71, 6, "10 0 0 0", "");
        process(72, 6, "0 0 0 0", "73 ");
        process(73, 7, "500 0 0 0", "");
        ProcessCpu cpu = cpu();
        cpu.more();
        process(71, 6, "14 0 0 0", "");
        process(73, 7, "503 0 0 0", "");
        assertThat(cpu.more()).isEqualTo(Duration.ofMillis(70));

        // It used two more before it ended, and its parent has waited for it.
        process(PARENT, 5, "100 0 16 0", "72 ");
        gone(71);
        assertThat(cpu.more()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void oneThatBeganAndEndedInBetweenCountsWhole() throws IOException {
        process(PARENT, 5, "100 0 0 0", "");
        ProcessCpu cpu = cpu();
        cpu.more();
        process(PARENT, 5, "100 0 30 10", "");
        assertThat(cpu.more()).isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void oneThatIsSeenForTheFirstTimeOrHasTakenANumberOverCountsFromThen() throws IOException {
        process(PARENT, 5, "100 0 0 0", "");
        ProcessCpu cpu = cpu();
        cpu.more();
        process(PARENT, 5, "100 0 0 0", "71 ");
        process(71, 6, "1000 0 0 0", "");
        assertThat(cpu.more()).isZero();
        process(71, 9, "2000 0 0 0", "");
        assertThat(cpu.more()).isZero();
        process(71, 9, "2001 0 0 0", "");
        assertThat(cpu.more()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void oneThatIsGoneUnwaitedForTakesNothingOffLater() throws IOException {
        process(PARENT, 5, "100 0 0 0", "71 ");
        process(71, 6, "1000 0 0 0", "");
        ProcessCpu cpu = cpu();
        cpu.more();
        process(PARENT, 5, "101 0 0 0", "");
        gone(71);
        assertThat(cpu.more()).isZero();
        process(PARENT, 5, "103 0 0 0", "");
        assertThat(cpu.more()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void whereThereIsNoSuchDirectoryThePlatformIsAsked() {
        ProcessTimes times = new ProcessTimes(proc.resolve("missing"));
        Optional<Duration> asked = ProcessHandle.current().info().totalCpuDuration();
        assertThat(times.of(ProcessHandle.current())).hasSize(asked.isPresent() ? 1 : 0);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aRealProcessBehindAShellIsSeen() throws Exception {
        ChildProcess child = ChildProcess.start(
                ImmutableList.of("sh", "-c", "while :; do :; done & wait"),
                ImmutableMap.of(),
                "a child",
                ProcessGroups.detect(Optional.ofNullable(System.getenv("PATH"))),
                System.err);
        try {
            Duration[] used = {child.moreCpu()};
            assertThat(used[0]).isZero();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                used[0] = used[0].plus(child.moreCpu());
                return used[0].compareTo(Duration.ofMillis(100)) >= 0;
            });
        } finally {
            child.end(Duration.ZERO);
            child.cleanUp();
        }
        // The stage is asked for once: each time it is another, which completes a moment later.
        assertThat(child.exited()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(child.moreCpu()).as("of a process that is gone").isZero();
    }
}
