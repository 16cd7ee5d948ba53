/**
 * Local stand-ins for Kinesis and DynamoDB, started and stopped by the tests that need them; published with this module's
 * test artifact.
 */
@NullMarked
package io.millrace.adapters.aws.local;

import org.jspecify.annotations.NullMarked;
