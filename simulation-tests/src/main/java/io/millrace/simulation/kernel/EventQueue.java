package io.millrace.simulation.kernel;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Events in the order of their moments and, at the same moment, of their scheduling. Made for very many of them that are
 * soon due, and for timeouts that are nearly always cancelled: only the events of the current slice of time are sorted.
 *
 * <pre>
 *   due at once     first in, first out
 *   this slice      a heap; slices are of about a millisecond
 *   the next 4 s    a wheel of slices, each an unsorted chain; a cancelled event is dropped when its slice begins
 *   later           a heap
 * </pre>
 */
final class EventQueue {
    private static final int SLICE_SHIFT = 20;
    private static final int SLICES = 1 << 12;
    private static final int SLICE_MASK = SLICES - 1;
    private static final int COMPACT_ABOVE_CANCELLED = 1_000;

    private final ArrayDeque<Event> atOnce = new ArrayDeque<>();
    private final PriorityQueue<Event> thisSlice = new PriorityQueue<>();
    private final @Nullable Event[] wheel = new Event[SLICES];
    /** Which places of the wheel have a chain, a bit each. */
    private final long[] occupied = new long[SLICES / Long.SIZE];

    private final PriorityQueue<Event> later = new PriorityQueue<>();
    private long slice;
    private int size;
    private int cancelledLater;

    /** How many events wait, without the cancelled ones. */
    int size() {
        return size;
    }

    /** @param nowNanos the time now, which never goes back; the event is not due before it */
    void add(Event event, long nowNanos) {
        size++;
        if (event.atNanos() == nowNanos) {
            // whatever else is due now was scheduled before and stands in the heap
            atOnce.add(event);
        } else {
            place(event);
        }
    }

    private void place(Event event) {
        long ahead = sliceOf(event) - slice;
        if (ahead <= 0) {
            thisSlice.add(event);
        } else if (ahead < SLICES) {
            int at = (int) sliceOf(event) & SLICE_MASK;
            event.setNextOfSlice(wheel[at]);
            wheel[at] = event;
            occupied[at >> 6] |= 1L << at;
        } else {
            event.setLater(true);
            later.add(event);
        }
    }

    /** Takes the next event out if it is due by a moment; null when none is. */
    @Nullable
    Event pollUntil(long untilNanos, long nowNanos) {
        while (true) {
            Event first = thisSlice.peek();
            if (!atOnce.isEmpty() && (first == null || first.atNanos() > nowNanos)) {
                first = atOnce.remove();
            } else if (first == null) {
                if (!nextSlice()) {
                    return null;
                }
                continue;
            } else if (first.atNanos() > untilNanos) {
                return null;
            } else {
                thisSlice.remove();
            }
            if (!first.isCancelled()) {
                size--;
                return first;
            }
        }
    }

    /** An event that waits was cancelled. */
    void cancelled(Event event) {
        size--;
        if (event.isLater()) {
            cancelledLater++;
            if (cancelledLater > COMPACT_ABOVE_CANCELLED && cancelledLater > later.size() / 2) {
                later.removeIf(Event::isCancelled);
                cancelledLater = 0;
            }
        }
    }

    /** Goes on to the next slice in which something is due; false when nothing waits at all. */
    private boolean nextSlice() {
        long next = nextOfWheel();
        Event laterFirst = later.peek();
        if (laterFirst != null) {
            next = Math.min(next, sliceOf(laterFirst));
        }
        if (next == Long.MAX_VALUE) {
            return false;
        }
        slice = next;
        openSlice();
        while (laterFirst != null && sliceOf(laterFirst) - slice < SLICES) {
            later.remove();
            laterFirst.setLater(false);
            if (laterFirst.isCancelled()) {
                cancelledLater--;
            } else {
                place(laterFirst);
            }
            laterFirst = later.peek();
        }
        return true;
    }

    private void openSlice() {
        int at = (int) slice & SLICE_MASK;
        Event event = wheel[at];
        wheel[at] = null;
        occupied[at >> 6] &= ~(1L << at);
        while (event != null) {
            Event following = event.nextOfSlice();
            event.setNextOfSlice(null);
            if (!event.isCancelled()) {
                thisSlice.add(event);
            }
            event = following;
        }
    }

    /** The next slice with a chain. */
    private long nextOfWheel() {
        int start = (int) (slice + 1) & SLICE_MASK;
        long word = occupied[start >> 6] & -1L << start;
        for (int i = 0; i <= occupied.length; i++) {
            int index = (start >> 6) + i & occupied.length - 1;
            if (i > 0) {
                word = occupied[index];
            }
            if (word != 0) {
                int place = (index << 6) + Long.numberOfTrailingZeros(word);
                return slice + 1 + (place - start & SLICE_MASK);
            }
        }
        return Long.MAX_VALUE;
    }

    private static long sliceOf(Event event) {
        return event.atNanos() >> SLICE_SHIFT;
    }
}
