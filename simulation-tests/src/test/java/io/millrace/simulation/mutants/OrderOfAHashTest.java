package io.millrace.simulation.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.coordination.WorkerRules;
import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.mutants.WrongRules.OrderOfAHash;
import io.millrace.simulation.scenario.Scenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** M19: that a decision hangs on the order of a hash set is seen by S20, two virtual machines that should agree. */
class OrderOfAHashTest {
    private static final int RUNS = 5;

    /**
     * A virtual machine draws the order of its immutable sets once, out of about sixteen for a set of eight: two that
     * drew the same one agree by chance, so that up to twelve are asked, and all but one time in sixteen the first
     * answer is enough.
     */
    private static final int MACHINES = 12;

    @Test
    void twoVirtualMachinesDisagree() throws IOException, InterruptedException {
        List<String> here = hashes(new OrderOfAHash());
        boolean disagreed = false;
        for (int machine = 0; machine < MACHINES && !disagreed; machine++) {
            disagreed = !elsewhere(OrderOfAHash.class).equals(here);
        }
        assertThat(disagreed).isTrue();
    }

    @Test
    void twoVirtualMachinesAgreeWithoutTheBug() throws IOException, InterruptedException {
        assertThat(elsewhere(WorkerRules.class)).isEqualTo(hashes(WorkerRules.STANDARD));
    }

    private static List<String> elsewhere(Class<?> rules) throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Elsewhere.class.getName(),
                        rules.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> hashes = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(other.waitFor()).isZero();
        assertThat(hashes).hasSize(RUNS);
        return hashes;
    }

    static List<String> hashes(WorkerRules rules) {
        return LongStream.rangeClosed(1, RUNS)
                .mapToObj(seed -> Scenario.quiet(seed, 8, 24, Duration.ofSeconds(10)))
                .map(scenario -> FleetSimulation.of(scenario)
                        .configure(builder -> builder.rules(rules))
                        .run()
                        .traceHash())
                .toList();
    }

    /** Prints the hashes, in a virtual machine of its own. */
    static final class Elsewhere {
        private Elsewhere() {}

        public static void main(String[] arguments) throws ReflectiveOperationException {
            WorkerRules rules = (WorkerRules)
                    Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
            hashes(rules).forEach(System.out::println);
        }
    }
}
