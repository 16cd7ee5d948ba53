/** What users write: record processors, and what they are handed. */
@NullMarked
package io.millrace.ports.processing;

import org.jspecify.annotations.NullMarked;
