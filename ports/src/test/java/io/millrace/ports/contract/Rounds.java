package io.millrace.ports.contract;

/** Counts rounds: some at least, and as many more as fit into a while. */
final class Rounds {
    private final long startNanos = System.nanoTime();
    private int begun;

    /** Whether there is to be another round. */
    boolean another() {
        return begun++ < LeaseStoreConcurrency.ROUNDS
                || System.nanoTime() - startNanos < LeaseStoreConcurrency.ROUNDS_TIME.toNanos();
    }
}
