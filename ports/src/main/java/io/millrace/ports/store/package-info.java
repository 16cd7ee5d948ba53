/** Where a fleet keeps its leases: the lease store and its answers. */
@NullMarked
package io.millrace.ports.store;

import org.jspecify.annotations.NullMarked;
