package io.millrace.simulation.trace;

/**
 * Something that happened, told at once in a number and in words ({@link Object#toString}) only when somebody reads them:
 * nearly all lines of a trace are never read. What it is made of does not change afterwards.
 */
public interface Happening {
    /**
     * Tells it from whatever else could have happened instead. The same in every JVM: no identity hash code, so no hash
     * code of an enumeration either.
     */
    long digest();
}
