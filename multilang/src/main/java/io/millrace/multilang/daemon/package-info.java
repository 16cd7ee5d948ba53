/** The daemon: a worker whose record processors are child processes. */
@NullMarked
package io.millrace.multilang.daemon;

import org.jspecify.annotations.NullMarked;
