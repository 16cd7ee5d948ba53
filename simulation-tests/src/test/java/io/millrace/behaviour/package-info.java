/** How a worker behaves, case by case: the real engine on virtual time, over the in-memory adapters. */
@NullMarked
package io.millrace.behaviour;

import org.jspecify.annotations.NullMarked;
