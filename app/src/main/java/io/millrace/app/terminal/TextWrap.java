package io.millrace.app.terminal;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

/** Breaks text into lines between words. */
public final class TextWrap {
    private TextWrap() {}

    /** @param width the most characters of a line; a longer word stands alone on a line and is longer */
    public static ImmutableList<String> wrap(String text, int width) {
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        StringBuilder line = new StringBuilder();
        for (String word : Splitter.on(' ').split(text)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        return lines.add(line.toString()).build();
    }
}
