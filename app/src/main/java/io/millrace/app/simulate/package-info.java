/** A simulated fleet on the command line: what is asked for, how it goes on, and what came of it. */
@NullMarked
package io.millrace.app.simulate;

import org.jspecify.annotations.NullMarked;
