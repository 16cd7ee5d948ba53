/** Tests of the AWS adapters. */
@NullMarked
package io.millrace.adapters.aws;

import org.jspecify.annotations.NullMarked;
