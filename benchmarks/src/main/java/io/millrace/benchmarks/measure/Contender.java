package io.millrace.benchmarks.measure;

/** Who is measured, with which framing between daemon and child. */
public enum Contender {
    /** The plain child, fed with one prepared batch over and over: what no daemon can exceed. */
    CHILD_ALONE("child", "child alone", "plain"),
    KCL("kcl", "KCL", "plain"),
    MILLRACE_PLAIN("millrace", "Millrace", "plain"),
    MILLRACE_FRAMES("millrace", "Millrace", "frames");

    private final String id;
    private final String title;
    private final String framing;

    Contender(String id, String title, String framing) {
        this.id = id;
        this.title = title;
        this.framing = framing;
    }

    /** In lines of JSON, and on the command line. */
    public String id() {
        return id;
    }

    /** In the table. */
    public String title() {
        return title;
    }

    /** {@code plain} or {@code frames}. */
    public String framing() {
        return framing;
    }
}
