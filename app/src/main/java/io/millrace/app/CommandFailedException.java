package io.millrace.app;

/** A command cannot do what it was asked; the message is for the person who asked. */
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what happened, what it means and what to do */
    CommandFailedException(String message) {
        super(message);
    }
}
