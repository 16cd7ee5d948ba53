/** What must hold in every run, one class for each law, judged by the truth and never by what the engine believes. */
@NullMarked
package io.millrace.simulation.invariant;

import org.jspecify.annotations.NullMarked;
