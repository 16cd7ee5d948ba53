package io.millrace.adapters.jdbc;

/** There was no connection to make a call on, so nothing was sent. */
final class NotConnectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param problem why not */
    NotConnectedException(Throwable problem) {
        super("no connection", problem);
    }
}
