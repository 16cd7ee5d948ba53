package io.millrace.simulation.world;

/** An error that user code of the simulation throws because the scenario says so. */
public final class SimulatedUserError extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedUserError() {
        super("a fault of the scenario");
    }
}
