package io.millrace.adapters.jdbc;

/** The tables are not there or are not Millrace's, and trying again is useless; the message tells a person what to do. */
final class RefusedSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedSchemaException(String message) {
        super(message);
    }
}
