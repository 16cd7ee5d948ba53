package io.millrace.benchmarks.measure;

/** What is measured of a run. */
public enum Figure {
    /** Counted by the children. */
    RECORDS_PER_SECOND("recordsPerSecond", "records/s", "%,.0f"),
    DAEMON_CPU("daemonCpuSecondsPerMillion", "daemon CPU-s/million", "%.1f"),
    /** Of all children together. */
    CHILD_CPU("childCpuSecondsPerMillion", "child CPU-s/million", "%.1f"),
    /** The daemon's; in millions of bytes. */
    PEAK_MEMORY("peakMemoryMb", "daemon MB, peak", "%,.0f"),
    /** The daemon's. */
    THREADS("threads", "daemon threads", "%.0f"),
    /** From the start of the daemon's process until the first child has its first record. */
    FIRST_RECORD("firstRecordSeconds", "first record after s", "%.1f");

    private final String id;
    private final String title;
    private final String format;

    Figure(String id, String title, String format) {
        this.id = id;
        this.title = title;
        this.format = format;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    String format() {
        return format;
    }
}
