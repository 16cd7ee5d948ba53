/** Measures the multi-language daemon beside that of the Kinesis Client Library, and the lease stores beside each other. */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
