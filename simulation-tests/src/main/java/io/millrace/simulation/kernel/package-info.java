/** What stands under a simulation: virtual time, processes that can die, chance by key, and user code on borrowed threads. */
@NullMarked
package io.millrace.simulation.kernel;

import org.jspecify.annotations.NullMarked;
