package io.millrace.domain.aggregation;

/** A record looks like an aggregate and cannot be taken apart. Nothing of it is lost: it is still there, packed. */
public final class CorruptAggregateException extends Exception {
    private static final long serialVersionUID = 1L;

    public CorruptAggregateException(String message) {
        super(message);
    }
}
