package io.millrace.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("One worker with 1,000 shards")
final class ManyShardsTest {
    @Test
    @DisplayName("runs within 512 MB of heap, with as many threads as one with 16 shards")
    void takesNoMoreThreads() throws Exception {
        String few = run(16);
        String many = run(1_000);
        System.out.println(few + "; " + many);
        // Those of the pool for user code are made when they are needed.
        int pool = Math.max(8, 4 * Runtime.getRuntime().availableProcessors());
        assertThat(threads(many)).isLessThanOrEqualTo(threads(few) + pool);
        assertThat(threads(many)).isLessThan(40);
    }

    private static int threads(String line) {
        return Integer.parseInt(line.split(" ")[3]);
    }

    private static String run(int shards) throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ManyShardsMain.class.getName(),
                        Integer.toString(shards))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.lines()
                .filter(line -> line.startsWith("shards "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(output));
    }
}
