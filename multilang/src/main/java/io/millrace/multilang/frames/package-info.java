/** The faster framing: length-prefixed frames with raw bytes. */
@NullMarked
package io.millrace.multilang.frames;

import org.jspecify.annotations.NullMarked;
