package io.millrace.multilang.process;

/** A child could not be started. The message says what is wrong and what to do. */
public final class ChildStartException extends Exception {
    private static final long serialVersionUID = 1L;

    public ChildStartException(String message) {
        super(message);
    }

    public ChildStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
