/** The production loop, clock, randomness and threads: the only place of the engine that touches the machine. */
@NullMarked
package io.millrace.engine.runtime;

import org.jspecify.annotations.NullMarked;
