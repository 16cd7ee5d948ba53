/** Records that the Kinesis Producer Library has packed into one: told apart, taken apart, and packed. */
@NullMarked
package io.millrace.domain.aggregation;

import org.jspecify.annotations.NullMarked;
