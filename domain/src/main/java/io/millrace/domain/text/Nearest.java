package io.millrace.domain.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what somebody who mistyped a word meant. */
public final class Nearest {
    private Nearest() {}

    /**
     * The word with the fewest letters to change, ignoring upper and lower case; the first of several.
     *
     * @param words at least one
     * @throws java.util.NoSuchElementException when there is none
     */
    public static String to(String word, Collection<String> words) {
        return words.stream()
                .min(Comparator.comparingInt(
                        candidate -> distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT))))
                .orElseThrow();
    }

    /** How many letters have to be put in, taken out or replaced (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
