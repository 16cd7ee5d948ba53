package io.millrace.app.run;

/** There is no such configuration of the log; the message names it and says what to do. */
public final class NoLogConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    NoLogConfigurationException(String message) {
        super(message);
    }
}
