/** What runs in a process of its own to be measured: consumers that count what they read, and the server that they read. */
@NullMarked
package io.millrace.benchmarks.readers;

import org.jspecify.annotations.NullMarked;
