/** A Kinesis whose answers are ready before they are asked for, so that whoever reads it is what is measured. */
@NullMarked
package io.millrace.benchmarks.stub;

import org.jspecify.annotations.NullMarked;
