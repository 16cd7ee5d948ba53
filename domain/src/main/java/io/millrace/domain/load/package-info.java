/** How much work each lease is: measured by its owner, kept and weighed by the leader. */
@NullMarked
package io.millrace.domain.load;

import org.jspecify.annotations.NullMarked;
