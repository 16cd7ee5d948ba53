package io.millrace.app.demo;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.millrace.app.terminal.Look;
import io.millrace.app.terminal.Style;

/** Builds one line of the screen of at most a given width; what does not fit is cut. */
final class StyledLine {
    private final int width;
    private final Look look;
    private final StringBuilder text = new StringBuilder();
    private int length;

    StyledLine(int width, Look look) {
        this.width = width;
        this.look = look;
    }

    @CanIgnoreReturnValue
    StyledLine add(Style style, String part) {
        int room = width - length;
        String fitting = part.length() <= room ? part : room < 1 ? "" : part.substring(0, room - 1) + look.ellipsis();
        length += fitting.length();
        text.append(look.colours() ? style.on(fitting) : fitting);
        return this;
    }

    @CanIgnoreReturnValue
    StyledLine add(String part) {
        return add(Style.PLAIN, part);
    }

    /** A part of its own width: cut if it is longer, filled up on the right if it is shorter. */
    @CanIgnoreReturnValue
    StyledLine left(Style style, String part, int partWidth) {
        String cut = part.length() <= partWidth ? part : part.substring(0, partWidth);
        return add(style, cut).add(" ".repeat(partWidth - cut.length()));
    }

    /** A part of its own width: cut if it is longer, filled up on the left if it is shorter. */
    @CanIgnoreReturnValue
    StyledLine right(Style style, String part, int partWidth) {
        String cut = part.length() <= partWidth ? part : part.substring(0, partWidth);
        return add(" ".repeat(partWidth - cut.length())).add(style, cut);
    }

    /** Spaces up to a column, counted from 0. */
    @CanIgnoreReturnValue
    StyledLine to(int column) {
        return add(" ".repeat(Math.max(0, Math.min(column, width) - length)));
    }

    String build() {
        return text.toString();
    }
}
