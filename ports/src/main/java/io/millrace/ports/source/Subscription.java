package io.millrace.ports.source;

/** One subscription to a shard. From any thread; never blocks. */
public interface Subscription {
    /**
     * Lets so many further events come. Without it none comes, however many the service has: the connection's flow control
     * holds them back.
     *
     * @param events at least 1
     */
    void request(int events);

    /** Ends it: the listener is told nothing any more, not even its end. Idempotent; does nothing after the end. */
    void cancel();
}
