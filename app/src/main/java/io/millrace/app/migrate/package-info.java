/** Moving an application's leases from KCL's table to a store of Millrace's own. */
@NullMarked
package io.millrace.app.migrate;

import org.jspecify.annotations.NullMarked;
