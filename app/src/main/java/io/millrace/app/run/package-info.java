/** {@code millrace run} and what stands in for the main classes of KCL's daemon: from a properties file to a daemon. */
@NullMarked
package io.millrace.app.run;

import org.jspecify.annotations.NullMarked;
