package io.millrace.adapters.aws;

/** An item of the table cannot be understood; the message names the attribute. */
final class CorruptItemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CorruptItemException(String message) {
        super(message);
    }
}
