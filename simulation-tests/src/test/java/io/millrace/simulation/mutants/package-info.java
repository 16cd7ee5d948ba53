/** Bugs planted on purpose, each of which the simulator has to find: what shows that it can. */
@NullMarked
package io.millrace.simulation.mutants;

import org.jspecify.annotations.NullMarked;
