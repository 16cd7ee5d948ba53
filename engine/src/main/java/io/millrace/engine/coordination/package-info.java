/** How workers agree: sessions, leadership, planning, claims, and writes to leases. Internal to the engine. */
@NullMarked
package io.millrace.engine.coordination;

import org.jspecify.annotations.NullMarked;
