/** Who should own which lease: the planner and its reasons. */
@NullMarked
package io.millrace.domain.assignment;

import org.jspecify.annotations.NullMarked;
