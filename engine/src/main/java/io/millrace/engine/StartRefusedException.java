package io.millrace.engine;

/** The worker did not start, and trying again as it is would not help. Nothing was written. */
public final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what happened, what it means and what to do */
    public StartRefusedException(String message) {
        super(message);
    }
}
