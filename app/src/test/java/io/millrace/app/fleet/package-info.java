/** Fleets of real worker processes on local servers that stand in for Kinesis and DynamoDB. */
@NullMarked
package io.millrace.app.fleet;

import org.jspecify.annotations.NullMarked;
