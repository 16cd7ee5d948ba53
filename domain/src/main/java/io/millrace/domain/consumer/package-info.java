/** How one shard is read, cut into batches, retried and finished. */
@NullMarked
package io.millrace.domain.consumer;

import org.jspecify.annotations.NullMarked;
