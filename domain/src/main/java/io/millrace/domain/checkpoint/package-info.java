/** Checkpoints and the rules of which may be written. */
@NullMarked
package io.millrace.domain.checkpoint;

import org.jspecify.annotations.NullMarked;
