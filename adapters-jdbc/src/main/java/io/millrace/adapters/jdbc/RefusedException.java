package io.millrace.adapters.jdbc;

/** Nothing was changed, and trying again is useless; the message tells a person why and what to do. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
        super(message);
    }
}
