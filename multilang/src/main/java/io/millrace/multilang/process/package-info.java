/** Child processes: their start, their pipes, what they write to standard error, and their end. */
@NullMarked
package io.millrace.multilang.process;

import org.jspecify.annotations.NullMarked;
