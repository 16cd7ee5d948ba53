/** A whole fleet of the real engine in virtual time: scenarios, the simulation, its report. */
@NullMarked
package io.millrace.simulation;

import org.jspecify.annotations.NullMarked;
