package io.millrace.simulation.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Several real threads, of which exactly one runs at any time. The thread that has the turn takes step after step (runs
 * events of virtual time); when user code inside a step has to wait, its thread waits with its whole stack, and another
 * one goes on with the steps. A later step hands the turn back to it. Code that never waits therefore costs no change of
 * thread, code that does costs two, and what happens depends on the steps alone, never on the machine's scheduler.
 *
 * <pre>
 *   thread 1:  step, step(user code: await ........................ goes on, returns), step, step
 *   thread 2:                        step, step, step(resume) .............................. (idle)
 * </pre>
 */
final class Turns implements AutoCloseable {
    /** Takes one step; false when there is none to take for now. */
    private final BooleanSupplier step;

    private final Semaphore outside = new Semaphore(0);
    private final Deque<Runner> idle = new ArrayDeque<>();
    private final List<Runner> runners = new ArrayList<>();
    private volatile boolean closed;
    private @Nullable Throwable failure;

    Turns(BooleanSupplier step) {
        this.step = Objects.requireNonNull(step, "step");
    }

    /**
     * Takes steps until there is none to take. Called from outside; returns when all threads are idle or wait.
     *
     * @throws IllegalStateException when a step threw, with that as its cause
     */
    void run() {
        wakeIdle();
        outside.acquireUninterruptibly();
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw new IllegalStateException("a step of the simulation threw " + thrown, thrown);
        }
    }

    /** Whether the calling thread has the turn. */
    boolean isMine() {
        return Thread.currentThread() instanceof Runner runner && runner.turns() == this;
    }

    /**
     * Lets the calling thread wait, inside a step, until {@link #resume} is called with the result.
     *
     * @throws SimulationOver when the simulation ends first
     */
    void waitForTurn(Place place) {
        if (closed) {
            throw new SimulationOver();
        }
        wakeIdle();
        place.runner.takeTurn();
        if (closed) {
            throw new SimulationOver();
        }
    }

    /** The place at which the calling thread is about to wait. */
    Place place() {
        if (!(Thread.currentThread() instanceof Runner runner) || runner.turns() != this) {
            throw new IllegalStateException("user code may wait on the thread it was called on only, not on "
                    + Thread.currentThread().getName());
        }
        return new Place(runner);
    }

    /** Gives the turn to a waiting thread, as the last act of a step. */
    void resume(Place place) {
        Runner me = (Runner) Thread.currentThread();
        idle.push(me);
        place.runner.turn.release();
        me.takeTurn();
    }

    /** Ends all threads; code that waits gets a {@link SimulationOver}, one after the other. */
    @Override
    public void close() {
        closed = true;
        for (Runner runner : List.copyOf(runners)) {
            runner.turn.release();
            boolean interrupted = false;
            while (true) {
                try {
                    runner.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void wakeIdle() {
        Runner next = idle.poll();
        if (next == null) {
            next = new Runner("simulation-" + (runners.size() + 1));
            runners.add(next);
            next.start();
        }
        next.turn.release();
    }

    /** Where a thread waits. */
    static final class Place {
        private final Runner runner;

        private Place(Runner runner) {
            this.runner = runner;
        }
    }

    /** Thrown through user code that still waits when the simulation ends. Not to be caught. */
    static final class SimulationOver extends Error {
        private static final long serialVersionUID = 1L;

        SimulationOver() {
            super("the simulation is over", null, false, false);
        }
    }

    private final class Runner extends Thread {
        private final Semaphore turn = new Semaphore(0);

        private Runner(String name) {
            super(name);
            setDaemon(true);
        }

        private Turns turns() {
            return Turns.this;
        }

        private void takeTurn() {
            turn.acquireUninterruptibly();
        }

        @Override
        public void run() {
            takeTurn();
            while (!closed) {
                takeSteps();
                if (!closed) {
                    idle.push(this);
                    outside.release();
                    takeTurn();
                }
            }
        }

        private void takeSteps() {
            try {
                while (!closed && step.getAsBoolean()) {
                    // each step does its own work
                }
            } catch (SimulationOver over) {
                // the unwinding of user code that was waiting at the end; nothing more to do
            } catch (Throwable thrown) {
                failure = thrown;
            }
        }
    }
}
