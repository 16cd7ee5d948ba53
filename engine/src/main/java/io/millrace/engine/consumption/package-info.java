/** How a shard that is owned is read, handed to its processor, checkpointed and given up. Internal to the engine. */
@NullMarked
package io.millrace.engine.consumption;

import org.jspecify.annotations.NullMarked;
