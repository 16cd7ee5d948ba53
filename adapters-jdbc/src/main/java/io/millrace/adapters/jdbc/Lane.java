package io.millrace.adapters.jdbc;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Threads with connections of their own, so that calls on one lane do not wait for those on another. */
final class Lane {
    private final CallPool pool;
    private final Connections connections;

    Lane(CallPool pool, Connections connections) {
        this.pool = pool;
        this.connections = connections;
    }

    /**
     * Makes a call, later, on a thread of this lane.
     *
     * @param failed turns what the call threw into an answer
     * @return completes on that thread, never exceptionally
     */
    <A> CompletionStage<A> submit(SqlCall<A> call, Function<Throwable, A> failed) {
        return pool.submit(() -> connections.call(call), failed);
    }

    /** Answers calls that wait. Does not wait. */
    void stop() {
        pool.close();
    }

    /** Closes the connections, also those in use. May wait a few seconds. */
    void disconnect() {
        connections.close();
    }
}
