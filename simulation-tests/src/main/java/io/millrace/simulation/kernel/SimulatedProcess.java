package io.millrace.simulation.kernel;

import io.millrace.ports.runtime.EventLoop;
import io.millrace.ports.runtime.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * One life of a worker's operating-system process. All that a worker does later (timers, answers that arrive, threads that
 * wake) goes through its process, so that it can be killed between any two events, with everything it still had in flight
 * lost for ever, or be paused as a whole, as by a long garbage collection.
 */
public final class SimulatedProcess {
    private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final VirtualTime time;
    private final String name;
    private final ClockModel clock;
    private final Clock timeSource;
    private final Loop loop = new Loop();
    private boolean alive = true;
    private long pausedUntilNanos;
    private long loopStalledUntilNanos;
    private long slowUntilNanos;
    private int slowness = 1;
    private long wallStepNanos;
    private long aheadNanos;

    /** @param name tells this life from others of the same worker */
    public SimulatedProcess(VirtualTime time, String name, ClockModel clock) {
        this.time = Objects.requireNonNull(time, "time");
        this.name = Objects.requireNonNull(name, "name");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.timeSource = new Clock();
    }

    public String name() {
        return name;
    }

    public boolean isAlive() {
        return alive;
    }

    /** Ends the process at once: nothing it has scheduled happens any more. */
    public void kill() {
        alive = false;
    }

    /** Freezes the process; what falls due meanwhile happens in a burst, in order, when it goes on. */
    public void pause(Duration duration) {
        pausedUntilNanos = Math.max(pausedUntilNanos, time.nowNanos() + duration.toNanos());
    }

    /** Freezes the event loop alone; what it is handed meanwhile happens in a burst, in order, when it goes on. */
    public void stallLoop(Duration duration) {
        loopStalledUntilNanos = Math.max(loopStalledUntilNanos, time.nowNanos() + duration.toNanos());
    }

    /**
     * Makes all that begins within this time take longer.
     *
     * @param factor how many times as long, from 1
     */
    public void slowDown(int factor, Duration duration) {
        slowness = factor;
        slowUntilNanos = time.nowNanos() + duration.toNanos();
    }

    /** How many times as long as usual everything takes now. */
    public int slowness() {
        return time.nowNanos() < slowUntilNanos ? slowness : 1;
    }

    /** Sets the wall clock forward, or with a negative duration back; the monotonic clock does not notice. */
    public void stepWallClock(Duration by) {
        wallStepNanos += by.toNanos();
    }

    /** Ends slowness now, and a pause or a stall within a second; then what fell due meanwhile happens first, in order. */
    public void goOn() {
        pausedUntilNanos = Math.min(pausedUntilNanos, nextLook());
        loopStalledUntilNanos = Math.min(loopStalledUntilNanos, nextLook());
        slowUntilNanos = time.nowNanos();
    }

    /** While it stands still what falls due is put off from one such moment to the next, so that none is ever overtaken. */
    private long nextLook() {
        return (time.nowNanos() / LOOK_EVERY_NANOS + 1) * LOOK_EVERY_NANOS;
    }

    public boolean isPaused() {
        return pausedUntilNanos > time.nowNanos();
    }

    /** The process's clocks. */
    public TimeSource timeSource() {
        return timeSource;
    }

    /** The loop on which the worker decides. */
    public EventLoop loop() {
        return loop;
    }

    /**
     * Does something in this process later, if it still lives then.
     *
     * @param delayNanos by the true time, zero or more
     */
    public EventLoop.Cancellable schedule(long delayNanos, Runnable task) {
        return schedule(delayNanos, task, false);
    }

    private EventLoop.Cancellable schedule(long delayNanos, Runnable task, boolean onLoop) {
        Event event = new ProcessEvent(Objects.requireNonNull(task, "task"), onLoop);
        time.schedule(delayNanos + aheadNanos, event);
        return event;
    }

    /** Does something when the code that runs now would really be so far: at once, or when the time it has spent is over. */
    public void atTheEndOfTheCall(Runnable task) {
        if (aheadNanos == 0) {
            task.run();
        } else {
            schedule(0, task);
        }
    }

    /**
     * Makes the code that runs now in this process go on as if so much time had passed: its clocks show it, and what it
     * hands to the loop from here on arrives that much later. The world outside sees nothing of it, so effects on the
     * world have to go through {@link #schedule}.
     */
    void runAhead(long nanos) {
        aheadNanos += nanos;
    }

    /** How far the code that runs now is ahead of the true time. */
    long aheadNanos() {
        return aheadNanos;
    }

    /** Ends the running ahead; returns how far it was. */
    long backToTrueTime() {
        long ahead = aheadNanos;
        aheadNanos = 0;
        return ahead;
    }

    @Override
    public String toString() {
        return name;
    }

    private final class ProcessEvent extends Event {
        private final boolean onLoop;

        private ProcessEvent(Runnable task, boolean onLoop) {
            super(time, task);
            this.onLoop = onLoop;
        }

        @Override
        void happen(Runnable task) {
            if (!alive) {
                return;
            }
            long standsStillUntil = onLoop ? Math.max(pausedUntilNanos, loopStalledUntilNanos) : pausedUntilNanos;
            if (standsStillUntil > time.nowNanos()) {
                happenAgainAt(Math.min(standsStillUntil, nextLook()), task);
                return;
            }
            task.run();
        }
    }

    private final class Clock implements TimeSource {
        private final Instant wallBeginning = VirtualTime.BEGINNING.plus(clock.wallOffset());

        @Override
        public long nanoTime() {
            return clock.localNanos(time.nowNanos() + aheadNanos);
        }

        @Override
        public Instant wallTime() {
            return wallBeginning.plusNanos(wallStepNanos + clock.elapsed(time.nowNanos() + aheadNanos));
        }
    }

    private final class Loop implements EventLoop {
        @Override
        public void execute(Runnable task) {
            if (alive) {
                SimulatedProcess.this.schedule(0, task, true);
            }
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            return SimulatedProcess.this.schedule(clock.trueDelay(time.nowNanos(), delay.toNanos()), task, true);
        }
    }
}
