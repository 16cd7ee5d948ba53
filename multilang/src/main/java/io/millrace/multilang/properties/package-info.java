/** The properties files of the daemon's users: keys, values, credential providers. */
@NullMarked
package io.millrace.multilang.properties;

import org.jspecify.annotations.NullMarked;
