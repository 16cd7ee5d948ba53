/** Where records come from: a stream at the level of its API, and its answers. */
@NullMarked
package io.millrace.ports.source;

import org.jspecify.annotations.NullMarked;
