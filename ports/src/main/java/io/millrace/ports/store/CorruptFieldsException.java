package io.millrace.ports.store;

/** Fields of a stored entry cannot be understood; the message names the field and what is wrong with it. */
public final class CorruptFieldsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message what is wrong, naming the field */
    public CorruptFieldsException(String message) {
        super(message);
    }
}
