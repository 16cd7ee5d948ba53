package io.millrace.multilang.child;

import io.millrace.ports.processing.ShardContext;

/** A child that takes frames, and the seats that it has for shards. */
final class FramedChild {
    private final Child child;
    private final ChildSettings settings;
    private final int inFlight;
    private final int seats;
    private int taken;
    private int lastChannel = -1;
    private boolean closing;

    /**
     * @param inFlight how many batches it may be sent ahead
     * @param seats how many shards it serves
     */
    FramedChild(Child child, ChildSettings settings, int inFlight, int seats) {
        this.child = child;
        this.settings = settings;
        this.inFlight = inFlight;
        this.seats = seats;
    }

    Child child() {
        return child;
    }

    ChildSettings settings() {
        return settings;
    }

    int inFlight() {
        return inFlight;
    }

    /** @return whether there was a free seat, which is the caller's now */
    synchronized boolean takeSeat() {
        if (closing || taken == seats || child.gone().isDone()) {
            return false;
        }
        taken++;
        return true;
    }

    /** Opens a channel on a seat that was taken; the shard still has to be initialised. */
    FramedChannel open(ShardContext shard, Runnable failedBetweenCalls) {
        int number;
        synchronized (this) {
            number = ++lastChannel;
        }
        FramedChannel channel = new FramedChannel(this, number, shard, failedBetweenCalls);
        child.connect(number, channel);
        return channel;
    }

    /** Gives a seat back; a child without shards is told to exit. */
    void leave(int channel) {
        child.disconnect(channel);
        boolean last;
        synchronized (this) {
            last = --taken == 0;
            closing |= last;
        }
        if (last) {
            child.endSoon(settings.exitGrace());
        }
    }
}
