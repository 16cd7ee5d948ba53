/** Many scenarios at once: what is held in every build, and what a long run looks for. */
@NullMarked
package io.millrace.simulation.ensemble;

import org.jspecify.annotations.NullMarked;
