package io.millrace.multilang.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What children are told about memory that they no longer need. */
class ChildMemoryTest {
    @Test
    void childrenKeepMemoryForTheNextLine() {
        Map<String, String> environment = new HashMap<>(Map.of("PATH", "/bin"));

        ChildMemory.addTo(environment);

        assertThat(environment)
                .containsEntry("MALLOC_MMAP_THRESHOLD_", "33554432")
                .containsEntry("MALLOC_TRIM_THRESHOLD_", "67108864")
                .containsEntry("PATH", "/bin");
    }

    @Test
    void whoDecidesOneOfThemDecidesAll() {
        Map<String, String> environment = new HashMap<>(Map.of("MALLOC_TRIM_THRESHOLD_", "1"));

        ChildMemory.addTo(environment);

        assertThat(environment).containsOnlyKeys("MALLOC_TRIM_THRESHOLD_");
    }
}
