/** What is measured of the lease stores, with made-up figures. */
@NullMarked
package io.millrace.benchmarks.stores;

import org.jspecify.annotations.NullMarked;
