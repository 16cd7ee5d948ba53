/** The processes of a measurement: how they are started, watched and ended. */
@NullMarked
package io.millrace.benchmarks.run;

import org.jspecify.annotations.NullMarked;
