package io.millrace.simulation.kernel;

import java.time.Instant;
import java.util.Objects;

/**
 * Time that passes only by what happens in it: a queue of events, ordered by moment and, at the same moment, by the order
 * in which they were scheduled. To run an event is to set the clock to its moment; nothing is ever waited for.
 *
 * <p>Not safe for use by several threads at once. Where threads take turns ({@link Turns}) handing over the turn also
 * hands over this.
 */
public final class VirtualTime {
    /** The wall clock at virtual nanosecond 0, by the simulated services' clock. */
    public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private static final long BEGINNING_SECONDS = BEGINNING.getEpochSecond();
    private static final long SECOND_NANOS = 1_000_000_000;

    private final EventQueue queue = new EventQueue();
    private long nowNanos;
    private long scheduled;
    private long executed;

    /** Nanoseconds since the beginning. */
    public long nowNanos() {
        return nowNanos;
    }

    /** What a perfect wall clock shows. */
    public Instant wallTime() {
        return Instant.ofEpochSecond(BEGINNING_SECONDS + nowNanos / SECOND_NANOS, nowNanos % SECOND_NANOS);
    }

    /** How many events have been run. */
    public long executed() {
        return executed;
    }

    /**
     * Runs a task later.
     *
     * @param delayNanos zero or more; with zero it runs after everything that is already due now
     * @return takes it back if it has not run
     * @throws IllegalArgumentException when the delay is negative
     */
    public Event schedule(long delayNanos, Runnable task) {
        Event event = new Event(this, Objects.requireNonNull(task, "task"));
        schedule(delayNanos, event);
        return event;
    }

    /** Like {@link #schedule(long, Runnable)}, for an event that was made elsewhere. */
    void schedule(long delayNanos, Event event) {
        if (delayNanos < 0) {
            throw new IllegalArgumentException("time does not run backwards: a delay of " + delayNanos + " ns");
        }
        enqueue(event, Math.addExact(nowNanos, delayNanos));
    }

    /**
     * Runs the next event if it is due by a moment; else sets the clock to that moment.
     *
     * @param untilNanos not in the past
     * @return whether an event was run
     */
    public boolean runNext(long untilNanos) {
        Event event = queue.pollUntil(untilNanos, nowNanos);
        if (event == null) {
            nowNanos = Math.max(nowNanos, untilNanos);
            return false;
        }
        nowNanos = event.atNanos();
        executed++;
        event.happen(Objects.requireNonNull(event.takeTask()));
        return true;
    }

    /** How many events wait to be run. */
    public int pending() {
        return queue.size();
    }

    void enqueue(Event event, long atNanos) {
        event.scheduled(atNanos, scheduled++);
        queue.add(event, nowNanos);
    }

    void cancelled(Event event) {
        queue.cancelled(event);
    }
}
