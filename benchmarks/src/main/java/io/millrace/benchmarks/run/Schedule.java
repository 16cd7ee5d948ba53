package io.millrace.benchmarks.run;

import java.time.Duration;

/**
 * How long a run takes.
 *
 * @param firstRecord the most time until every child has records
 * @param warmUp time from then on that is not measured, for the compiler of the virtual machine
 * @param measured the time that is measured
 */
public record Schedule(Duration firstRecord, Duration warmUp, Duration measured) {}
