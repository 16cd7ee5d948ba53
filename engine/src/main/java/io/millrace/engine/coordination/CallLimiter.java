package io.millrace.engine.coordination;

import java.util.ArrayDeque;

/** Keeps the number of calls under way to a port within a bound; the rest wait in order. On the loop only. */
public final class CallLimiter {
    private final int mostInFlight;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int inFlight;

    /** @param mostInFlight at least 1 */
    public CallLimiter(int mostInFlight) {
        this.mostInFlight = mostInFlight;
    }

    /** Runs the call now or when an earlier one has ended; the call ends with {@link #ended()}. */
    public void submit(Runnable call) {
        if (inFlight < mostInFlight) {
            inFlight++;
            call.run();
        } else {
            waiting.add(call);
        }
    }

    /** Runs the call at once whatever else is under way: for heartbeats, which must not wait behind anything. */
    public void submitUrgent(Runnable call) {
        inFlight++;
        call.run();
    }

    /** A call that was run has ended. */
    public void ended() {
        inFlight--;
        while (inFlight < mostInFlight && !waiting.isEmpty()) {
            inFlight++;
            waiting.remove().run();
        }
    }

    /** How many calls are under way. */
    public int inFlight() {
        return inFlight;
    }
}
