/** The terminal behind standard output: what it can show, and how text is made to fit. */
@NullMarked
package io.millrace.app.terminal;

import org.jspecify.annotations.NullMarked;
