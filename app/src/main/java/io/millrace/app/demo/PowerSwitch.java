package io.millrace.app.demo;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a worker of the demonstration lives on. Whatever a worker does to the world goes through its switch: once
 * {@link #cut()} has returned, nothing of that worker reaches the world any more, as after a {@code kill -9}.
 */
final class PowerSwitch {
    private boolean on = true;

    /** Does something to the world if there is power; empty, and nothing done, if there is none. */
    synchronized <T> Optional<T> whileOn(Supplier<T> action) {
        return on ? Optional.of(action.get()) : Optional.empty();
    }

    /**
     * Does something to the world.
     *
     * @throws IllegalStateException when there is no power; nothing is done then
     */
    synchronized void orDie(Runnable action) {
        if (!on) {
            throw new IllegalStateException("the worker was killed");
        }
        action.run();
    }

    synchronized boolean isOn() {
        return on;
    }

    /** Cuts the power for good. */
    synchronized void cut() {
        on = false;
    }
}
