/** How an application's shards are shared with workers that are not Millrace's: those of the Kinesis Client Library. */
@NullMarked
package io.millrace.domain.sharing;

import org.jspecify.annotations.NullMarked;
