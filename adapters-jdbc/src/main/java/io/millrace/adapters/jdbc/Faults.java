package io.millrace.adapters.jdbc;

import java.util.List;

/** Refuses bad settings, all of them at once. */
final class Faults {
    private Faults() {}

    /**
     * @param subject what the settings are for
     * @throws IllegalArgumentException with every fault on a line of its own, if there is one
     */
    static void refuseIfAny(String subject, List<String> faults) {
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(subject + " refused:\n  " + String.join("\n  ", faults));
        }
    }
}
