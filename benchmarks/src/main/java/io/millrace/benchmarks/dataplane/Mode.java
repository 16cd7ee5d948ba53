package io.millrace.benchmarks.dataplane;

/** How records come. */
enum Mode {
    POLLING("polling"),
    FAN_OUT("fan-out");

    private final String id;

    Mode(String id) {
        this.id = id;
    }

    /** On the command line and in lines of JSON. */
    String id() {
        return id;
    }
}
