/** Which leases to create and delete, and when a child shard may begin. */
@NullMarked
package io.millrace.domain.resharding;

import org.jspecify.annotations.NullMarked;
