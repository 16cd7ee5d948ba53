/** The services and machines around the simulated workers: latency, faults, and user code that keeps a record. */
@NullMarked
package io.millrace.simulation.world;

import org.jspecify.annotations.NullMarked;
