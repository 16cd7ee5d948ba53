/** Record processors that are child processes: one conversation for each shard. */
@NullMarked
package io.millrace.multilang.child;

import org.jspecify.annotations.NullMarked;
