/** Benchmarks of what nobody outside this package can call. */
@NullMarked
package io.millrace.adapters.aws;

import org.jspecify.annotations.NullMarked;
