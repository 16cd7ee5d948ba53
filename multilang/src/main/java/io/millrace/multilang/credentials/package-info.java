/** Credentials as KCL's properties files name them: providers with arguments, made by their class names. */
@NullMarked
package io.millrace.multilang.credentials;

import org.jspecify.annotations.NullMarked;
