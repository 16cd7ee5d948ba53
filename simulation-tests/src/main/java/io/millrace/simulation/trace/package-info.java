/** The line by line account of a run, and its fingerprint. */
@NullMarked
package io.millrace.simulation.trace;

import org.jspecify.annotations.NullMarked;
