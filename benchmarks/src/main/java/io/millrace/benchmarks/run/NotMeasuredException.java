package io.millrace.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Something did not run as it has to be run to be measured. */
public final class NotMeasuredException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LINES = 15;

    public NotMeasuredException(String message) {
        super(message);
    }

    /**
     * @param log of the process; its last lines become part of the message
     */
    public NotMeasuredException(String message, Path log) {
        super(message + "; the last lines of " + log + ":" + end(log));
    }

    private static String end(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return "\n  " + String.join("\n  ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        } catch (IOException unreadable) {
            return " none, it cannot be read (" + unreadable + ")";
        }
    }
}
