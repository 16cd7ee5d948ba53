package io.millrace.simulation.trace;

/**
 * One line, not yet in words.
 *
 * @param atNanos virtual time
 * @param actor who did it
 * @param what what was done, in words when asked for its text
 */
record TraceLine(long atNanos, String actor, Object what) {
    private static final int ACTOR_WIDTH = 6;

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(128).append(Trace.timeText(atNanos));
        line.append("  ").append(actor);
        for (int i = actor.length(); i < ACTOR_WIDTH; i++) {
            line.append(' ');
        }
        return line.append("  ").append(what).toString();
    }
}
