/** What has to happen in some run of many, or else the runs prove little. */
@NullMarked
package io.millrace.simulation.probe;

import org.jspecify.annotations.NullMarked;
