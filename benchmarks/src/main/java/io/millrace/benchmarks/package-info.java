/** Measures the multi-language daemon beside that of the Kinesis Client Library, in one run on one machine. */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
