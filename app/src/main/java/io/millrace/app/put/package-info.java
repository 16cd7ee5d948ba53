/** Putting records into a stream. */
@NullMarked
package io.millrace.app.put;

import org.jspecify.annotations.NullMarked;
