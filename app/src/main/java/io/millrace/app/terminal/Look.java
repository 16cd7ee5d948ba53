package io.millrace.app.terminal;

/**
 * What a terminal can show.
 *
 * @param colours whether it knows ANSI colours
 * @param unicode whether it shows more than ASCII
 */
public record Look(boolean colours, boolean unicode) {
    /** Plain text, as for a file. */
    public static final Look PLAIN = new Look(false, false);

    /** A pause in a lane. */
    public String pause() {
        return unicode ? "\u00b7" : ".";
    }

    /** What a line ends with that is cut. */
    public String ellipsis() {
        return unicode ? "\u2026" : "~";
    }

    /** What stands before a step of the script. */
    public String pointer() {
        return unicode ? "\u25b6" : ">";
    }
}
