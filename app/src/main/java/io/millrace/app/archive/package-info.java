/** {@code millrace archive}: an archive of classes, with which the virtual machine starts sooner. */
@NullMarked
package io.millrace.app.archive;

import org.jspecify.annotations.NullMarked;
