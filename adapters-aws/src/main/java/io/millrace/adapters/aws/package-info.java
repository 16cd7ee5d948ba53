/**
 * Kinesis and DynamoDB behind the ports, on the synchronous clients of the AWS SDK for Java v2. Nothing here retries or
 * decides: every call is made once, and its outcome is translated.
 */
@NullMarked
package io.millrace.adapters.aws;

import org.jspecify.annotations.NullMarked;
