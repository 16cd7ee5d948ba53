/** Printing the records of a stream. */
@NullMarked
package io.millrace.app.tail;

import org.jspecify.annotations.NullMarked;
