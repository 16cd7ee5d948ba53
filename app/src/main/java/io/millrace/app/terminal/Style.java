package io.millrace.app.terminal;

import com.google.common.collect.ImmutableList;

/**
 * How a piece of text looks, as the parameters of an ANSI escape sequence (SGR).
 *
 * @param parameters separated by semicolons; empty for plain text
 */
public record Style(String parameters) {
    public static final Style PLAIN = new Style("");
    public static final Style BOLD = new Style("1");
    public static final Style DIM = new Style("2");
    public static final Style GOOD = new Style("32");
    public static final Style WARNING = new Style("33");
    public static final Style BAD = new Style("1;31");
    public static final Style TITLE = new Style("1;97;44");

    /** Cyan, magenta, yellow, green, blue, then their bright kin: as far apart as sixteen colours allow. */
    private static final ImmutableList<Integer> WORKERS = ImmutableList.of(6, 5, 3, 2, 4, 96, 95, 93, 92);

    /** Black on the worker's colour. */
    public static Style block(int worker) {
        int colour = colour(worker);
        return new Style("30;" + (colour < 10 ? 40 + colour : colour + 10));
    }

    /** The worker's colour on the usual ground. */
    public static Style text(int worker) {
        int colour = colour(worker);
        return new Style("1;" + (colour < 10 ? 30 + colour : colour));
    }

    private static int colour(int worker) {
        return WORKERS.get(Math.floorMod(worker - 1, WORKERS.size()));
    }

    public String on(String text) {
        return parameters.isEmpty() || text.isEmpty() ? text : "\u001b[" + parameters + "m" + text + "\u001b[0m";
    }
}
