/** Leases, sessions and the other entries that a fleet keeps in its lease store, as values. */
@NullMarked
package io.millrace.domain.lease;

import org.jspecify.annotations.NullMarked;
