@NullMarked
package io.millrace.benchmarks.readers;

import org.jspecify.annotations.NullMarked;
