package io.millrace.multilang.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Where there is no {@code setsid}, what a child has started is found as long as the child lives. */
class WithoutGroupsTest {
    @Test
    void aChildIsEndedWithItsDescendants() throws Exception {
        ChildProcess child = ChildProcess.start(
                ImmutableList.of("sh", "-c", "sleep 600 & echo $!; wait"),
                ImmutableMap.of(),
                "a child",
                ProcessGroups.none(),
                System.err);
        BufferedReader output = new BufferedReader(new InputStreamReader(child.output(), StandardCharsets.UTF_8));
        long grandchild = Long.parseLong(output.readLine());
        ProcessHandle handle = ProcessHandle.of(grandchild).orElseThrow();

        child.end(Duration.ZERO);

        assertThat(child.exited().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isIn(0, 143);
        Awaitility.await().until(() -> !handle.isAlive() || isZombie(grandchild));
    }

    private static boolean isZombie(long pid) {
        try {
            return java.nio.file.Files.readString(java.nio.file.Path.of("/proc/" + pid + "/stat"))
                    .contains(") Z ");
        } catch (java.io.IOException gone) {
            return true;
        }
    }
}
