/** Daemons as processes, with children as processes, on local servers that stand in for Kinesis and DynamoDB. */
@NullMarked
package io.millrace.app.daemon;

import org.jspecify.annotations.NullMarked;
