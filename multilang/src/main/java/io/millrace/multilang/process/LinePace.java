package io.millrace.multilang.process;

import java.util.OptionalLong;

/**
 * How many lines, and how many bytes of them, may be passed on in each second. A child that floods costs no more than that,
 * and what was left out is counted. For one thread.
 */
public final class LinePace {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int linesEachSecond;
    private final int bytesEachSecond;
    private long secondBeganNanos;
    private int lines;
    private int bytes;
    private long leftOut;

    /** @param nowNanos the time of a monotonic clock */
    public LinePace(int linesEachSecond, int bytesEachSecond, long nowNanos) {
        this.linesEachSecond = linesEachSecond;
        this.bytesEachSecond = bytesEachSecond;
        this.secondBeganNanos = nowNanos;
    }

    /** Whether a line of so many bytes may be passed on now; it counts as left out if not. */
    public boolean takes(int lineBytes, long nowNanos) {
        if (nowNanos - secondBeganNanos >= SECOND_NANOS) {
            secondBeganNanos = nowNanos;
            lines = 0;
            bytes = 0;
        }
        lines++;
        bytes += lineBytes;
        boolean fits = lines <= linesEachSecond && bytes <= bytesEachSecond;
        if (!fits) {
            leftOut++;
            lines--;
            bytes -= lineBytes;
        }
        return fits;
    }

    /** How many lines were left out since it was asked last; empty when none. */
    public OptionalLong leftOut() {
        OptionalLong answer = leftOut == 0 ? OptionalLong.empty() : OptionalLong.of(leftOut);
        leftOut = 0;
        return answer;
    }
}
