/** What a worker tells about itself. */
@NullMarked
package io.millrace.ports.telemetry;

import org.jspecify.annotations.NullMarked;
