package io.millrace.multilang.properties;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/** What is to be said about a properties file, in the order in which it was found. Never a value that may be a secret. */
final class Findings {
    private final List<String> faults = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    /** The daemon cannot start. */
    void fault(String key, String problem) {
        faults.add(key + ": " + problem);
    }

    /** The daemon starts, and somebody meant something else. */
    void warn(String key, String problem) {
        warnings.add(key + ": " + problem);
    }

    /** The daemon starts, and something does nothing. */
    void note(String key, String what) {
        notices.add(key + ": " + what);
    }

    ImmutableList<String> faults() {
        return ImmutableList.copyOf(faults);
    }

    ImmutableList<String> warnings() {
        return ImmutableList.copyOf(warnings);
    }

    ImmutableList<String> notices() {
        return ImmutableList.copyOf(notices);
    }
}
