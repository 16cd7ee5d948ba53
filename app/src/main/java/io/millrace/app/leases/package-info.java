/** Showing the leases of an application. */
@NullMarked
package io.millrace.app.leases;

import org.jspecify.annotations.NullMarked;
