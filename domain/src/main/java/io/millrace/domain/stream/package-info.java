/** Shards, their lineage, positions in them and records, as values. */
@NullMarked
package io.millrace.domain.stream;

import org.jspecify.annotations.NullMarked;
