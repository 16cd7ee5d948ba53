/** Which lease store an application uses, as one setting names it. */
@NullMarked
package io.millrace.multilang.leases;

import org.jspecify.annotations.NullMarked;
