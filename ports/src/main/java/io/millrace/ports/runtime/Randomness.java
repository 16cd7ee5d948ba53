package io.millrace.ports.runtime;

/**
 * Chance. Every draw names its purpose, so that a simulator can key each stream of draws by itself and taking one fault
 * away does not disturb the rest. Called on the loop only.
 */
public interface Randomness {
    /**
     * @param purpose a constant text that names what the draw decides
     * @return evenly spread from 0 (included) to 1 (excluded)
     */
    double nextDouble(String purpose);

    /**
     * @param purpose a constant text that names what the draw decides
     * @return any long, evenly spread
     */
    long nextLong(String purpose);
}
