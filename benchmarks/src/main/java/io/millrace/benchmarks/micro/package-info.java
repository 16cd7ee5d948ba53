/** What hot paths cost a record, measured by JMH; {@code benchmarks/micro} runs them. */
@NullMarked
package io.millrace.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
