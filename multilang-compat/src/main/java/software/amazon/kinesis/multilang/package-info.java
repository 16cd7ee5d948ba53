/** The package in which launchers look for the daemon of KCL 2.x and 3.x. */
@NullMarked
package software.amazon.kinesis.multilang;

import org.jspecify.annotations.NullMarked;
