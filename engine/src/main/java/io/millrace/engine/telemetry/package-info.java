/** What a worker tells about itself, as meters and as log lines. */
@NullMarked
package io.millrace.engine.telemetry;

import org.jspecify.annotations.NullMarked;
