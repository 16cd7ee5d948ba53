package io.millrace.simulation.kernel;

import io.millrace.ports.runtime.EventLoop;
import org.jspecify.annotations.Nullable;

/** Something that will happen, once, unless it is cancelled before. */
public class Event implements EventLoop.Cancellable, Comparable<Event> {
    private final VirtualTime time;
    private @Nullable Runnable task;
    private long atNanos;
    private long sequence;
    private boolean later;
    private @Nullable Event nextOfSlice;

    Event(VirtualTime time, Runnable task) {
        this.time = time;
        this.task = task;
    }

    @Override
    public final void cancel() {
        if (task != null) {
            task = null;
            time.cancelled(this);
        }
    }

    /** Does what it is for, when its moment has come. */
    void happen(Runnable what) {
        what.run();
    }

    /** Takes the task out, so that it happens once; null when it was cancelled. */
    final @Nullable Runnable takeTask() {
        Runnable taken = task;
        task = null;
        return taken;
    }

    /** Puts off, from inside {@link #happen}, what it would have done. */
    final void happenAgainAt(long momentNanos, Runnable what) {
        task = what;
        time.enqueue(this, momentNanos);
    }

    final boolean isCancelled() {
        return task == null;
    }

    final void scheduled(long momentNanos, long number) {
        atNanos = momentNanos;
        sequence = number;
    }

    final long atNanos() {
        return atNanos;
    }

    /** Whether it stands among those of a far future. */
    final boolean isLater() {
        return later;
    }

    final void setLater(boolean isLater) {
        later = isLater;
    }

    /** The next in the chain of its slice of time. */
    final @Nullable Event nextOfSlice() {
        return nextOfSlice;
    }

    final void setNextOfSlice(@Nullable Event next) {
        nextOfSlice = next;
    }

    @Override
    public final int compareTo(Event other) {
        int byMoment = Long.compare(atNanos, other.atNanos);
        return byMoment != 0 ? byMoment : Long.compare(sequence, other.sequence);
    }
}
