/** The package in which launchers look for the daemon of KCL 1.x. */
@NullMarked
package com.amazonaws.services.kinesis.multilang;

import org.jspecify.annotations.NullMarked;
