/** Whole processes that read records, measured beside each other: the choice of rows, the runs, the figures as printed. */
@NullMarked
package io.millrace.benchmarks.dataplane;

import org.jspecify.annotations.NullMarked;
