package io.millrace.multilang.child;

/** User code in a child threw, and the child, which takes frames, said so. The child itself is well. */
public final class ChildFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String error;
    private final String traceback;

    ChildFailedException(String where, String error, String traceback) {
        super("The record processor failed with " + where + ": " + error
                + (traceback.isBlank() ? "" : "\n" + traceback.stripTrailing()));
        this.error = error;
        this.traceback = traceback;
    }

    /** One line, for example {@code ValueError: bad}. */
    public String error() {
        return error;
    }

    /** As the child's language prints it; empty when the child gave none. */
    public String traceback() {
        return traceback;
    }
}
