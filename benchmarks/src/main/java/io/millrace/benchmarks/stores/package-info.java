/** The lease stores beside each other: how long they take, how fast a fleet on them recovers, and what they are asked. */
@NullMarked
package io.millrace.benchmarks.stores;

import org.jspecify.annotations.NullMarked;
