/** Words that people type. */
@NullMarked
package io.millrace.domain.text;

import org.jspecify.annotations.NullMarked;
