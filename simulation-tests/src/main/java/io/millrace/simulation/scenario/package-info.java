/** What happens in a simulation, as data: written down, read back, drawn from a seed. */
@NullMarked
package io.millrace.simulation.scenario;

import org.jspecify.annotations.NullMarked;
