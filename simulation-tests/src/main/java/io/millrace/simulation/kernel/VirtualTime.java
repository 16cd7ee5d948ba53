package io.millrace.simulation.kernel;

import io.millrace.ports.runtime.EventLoop;
import java.time.Instant;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

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

    private static final int COMPACT_ABOVE_CANCELLED = 1_000;

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private long nowNanos;
    private long scheduled;
    private long executed;
    private int cancelled;

    /** Nanoseconds since the beginning. */
    public long nowNanos() {
        return nowNanos;
    }

    /** What a perfect wall clock shows. */
    public Instant wallTime() {
        return BEGINNING.plusNanos(nowNanos);
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
        if (delayNanos < 0) {
            throw new IllegalArgumentException("time does not run backwards: a delay of " + delayNanos + " ns");
        }
        Event event = new Event(Objects.requireNonNull(task, "task"));
        enqueue(event, Math.addExact(nowNanos, delayNanos));
        return event;
    }

    /**
     * Runs the next event if it is due by a moment; else sets the clock to that moment.
     *
     * @param untilNanos not in the past
     * @return whether an event was run
     */
    public boolean runNext(long untilNanos) {
        while (true) {
            Event event = queue.peek();
            if (event == null || event.atNanos > untilNanos) {
                nowNanos = Math.max(nowNanos, untilNanos);
                return false;
            }
            queue.remove();
            Runnable task = event.task;
            if (task == null) {
                cancelled--;
                continue;
            }
            event.task = null;
            nowNanos = event.atNanos;
            executed++;
            task.run();
            return true;
        }
    }

    /** How many events wait to be run. */
    public int pending() {
        return queue.size() - cancelled;
    }

    private void enqueue(Event event, long atNanos) {
        event.atNanos = atNanos;
        event.sequence = scheduled++;
        queue.add(event);
    }

    /** Cancelled events stay in the queue until they are due; when they are most of it, it is made anew. */
    private void compact() {
        if (cancelled > COMPACT_ABOVE_CANCELLED && cancelled > queue.size() / 2) {
            queue.removeIf(event -> event.task == null);
            cancelled = 0;
        }
    }

    /** Something that will happen. */
    public final class Event implements EventLoop.Cancellable, Comparable<Event> {
        private @Nullable Runnable task;
        private long atNanos;
        private long sequence;

        private Event(Runnable task) {
            this.task = task;
        }

        @Override
        public void cancel() {
            if (task != null) {
                task = null;
                cancelled++;
                compact();
            }
        }

        /** Puts off, from inside this event's own run, what it would have done. */
        void runAgainAt(long momentNanos, Runnable sameTask) {
            task = sameTask;
            enqueue(this, momentNanos);
        }

        @Override
        public int compareTo(Event other) {
            int byMoment = Long.compare(atNanos, other.atNanos);
            return byMoment != 0 ? byMoment : Long.compare(sequence, other.sequence);
        }
    }
}
