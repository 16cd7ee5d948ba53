/** How fast one shard is processed in each order, when a record takes time. */
@NullMarked
package io.millrace.benchmarks.order;

import org.jspecify.annotations.NullMarked;
