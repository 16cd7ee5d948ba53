/** Time, the loop, randomness and the threads of user code, so that a simulator can stand in for all of them. */
@NullMarked
package io.millrace.ports.runtime;

import org.jspecify.annotations.NullMarked;
