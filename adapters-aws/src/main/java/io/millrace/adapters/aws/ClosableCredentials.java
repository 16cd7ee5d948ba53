package io.millrace.adapters.aws;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Credentials and what must be let go of when they are no longer needed.
 *
 * @param provider gives them
 * @param release lets go; nothing for a provider that is the caller's own
 */
record ClosableCredentials(AwsCredentialsProvider provider, Runnable release) {}
