package io.millrace.multilang.process;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * What children are told about memory. A batch is one line of megabytes, and the C library of most Linux systems gives such
 * blocks back to the kernel as soon as they are free, to fetch them again, page by page, for the next line: in a Python child
 * that is more than half of its work. Told to keep some, it does not. Other C libraries do not know these variables.
 */
final class ChildMemory {
    /** The largest block that is taken from the heap; glibc knows no larger value. */
    private static final long HEAP_BLOCK_BYTES = 32 << 20;

    /** How much free memory a child keeps. */
    private static final long KEPT_BYTES = 64 << 20;

    /** Both are set or none: one alone switches off what the library finds out by itself about the other. */
    private static final ImmutableMap<String, String> VARIABLES = ImmutableMap.of(
            "MALLOC_MMAP_THRESHOLD_", Long.toString(HEAP_BLOCK_BYTES),
            "MALLOC_TRIM_THRESHOLD_", Long.toString(KEPT_BYTES));

    private ChildMemory() {}

    /** Adds what the user has not decided; whoever sets one of them decides all. */
    static void addTo(Map<String, String> environment) {
        if (VARIABLES.keySet().stream().noneMatch(environment::containsKey)) {
            environment.putAll(VARIABLES);
        }
    }
}
