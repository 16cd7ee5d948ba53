@NullMarked
package io.millrace.benchmarks.dataplane;

import org.jspecify.annotations.NullMarked;
