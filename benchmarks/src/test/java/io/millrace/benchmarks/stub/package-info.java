@NullMarked
package io.millrace.benchmarks.stub;

import org.jspecify.annotations.NullMarked;
