package io.millrace.ports.processing;

/**
 * Thrown by a record processor that cannot go on, a child process that died for instance: unlike after another exception
 * the engine does not hand the same batch to the same processor again. It makes a new processor and begins anew at the
 * last checkpoint, after a backoff, so that nothing that the old one held is lost.
 */
public final class ProcessorRestartException extends Exception {
    private static final long serialVersionUID = 1L;

    public ProcessorRestartException(String message) {
        super(message);
    }

    public ProcessorRestartException(String message, Throwable cause) {
        super(message, cause);
    }
}
