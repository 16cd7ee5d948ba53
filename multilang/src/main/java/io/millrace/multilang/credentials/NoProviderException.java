package io.millrace.multilang.credentials;

/** A provider cannot be made; the message names it and says what to do. */
public final class NoProviderException extends Exception {
    private static final long serialVersionUID = 1L;

    NoProviderException(String message) {
        super(message);
    }

    NoProviderException(String message, Throwable cause) {
        super(message, cause);
    }
}
