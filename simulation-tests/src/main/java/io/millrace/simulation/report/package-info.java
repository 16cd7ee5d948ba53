/** What comes of a run: its figures, and one page that shows it. */
@NullMarked
package io.millrace.simulation.report;

import org.jspecify.annotations.NullMarked;
