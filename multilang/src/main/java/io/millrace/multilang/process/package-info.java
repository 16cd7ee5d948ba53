/** Child processes: how they are found, started in a group of their own, watched and ended. */
@NullMarked
package io.millrace.multilang.process;

import org.jspecify.annotations.NullMarked;
