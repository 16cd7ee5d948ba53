package io.millrace.engine.telemetry;

import com.google.common.collect.ObjectArrays;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** A logger whose lines begin with whose they are. */
record WorkerLog(Logger log, String application, String worker) {
    boolean isTold(Level level) {
        return log.isEnabledForLevel(level);
    }

    void say(Level level, String message, Object... arguments) {
        if (isTold(level)) {
            log.atLevel(level).log("[{}/{}] " + message, withWho(arguments));
        }
    }

    void fail(Level level, Throwable cause, String message, Object... arguments) {
        if (isTold(level)) {
            log.atLevel(level).setCause(cause).log("[{}/{}] " + message, withWho(arguments));
        }
    }

    private Object[] withWho(Object... arguments) {
        return ObjectArrays.concat(new Object[] {application, worker}, arguments, Object.class);
    }

    /** A duration for a line, written out only if the line is. */
    static Object seconds(Duration duration) {
        return new Seconds(duration);
    }

    private record Seconds(Duration duration) {
        @Override
        public String toString() {
            return duration.toMillis() / 1_000.0 + " s";
        }
    }
}
