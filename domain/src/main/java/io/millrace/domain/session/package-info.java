/** How a worker proves that it lives, and how others find that it does not. */
@NullMarked
package io.millrace.domain.session;

import org.jspecify.annotations.NullMarked;
