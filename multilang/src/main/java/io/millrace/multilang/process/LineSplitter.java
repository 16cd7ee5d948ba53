package io.millrace.multilang.process;

import java.util.Arrays;

/**
 * Cuts bytes into lines. A line ends with {@code \n} or {@code \r}; between the two of {@code \r\n} there is an empty one.
 * For one thread.
 */
public final class LineSplitter {
    private static final int FIRST_BYTES = 256;

    /** What becomes of lines. */
    public interface Lines {
        /**
         * @param bytes the line, from the start of the array, without its end; used again after the return
         * @param isWhole whether the line ends here, or goes on beyond the most bytes a line may have
         */
        void line(byte[] bytes, int count, boolean isWhole);
    }

    private final int mostBytes;
    private final Lines lines;
    private byte[] line = new byte[FIRST_BYTES];
    private int count;

    /** @param mostBytes after which a line is passed on before its end */
    public LineSplitter(int mostBytes, Lines lines) {
        this.mostBytes = mostBytes;
        this.lines = lines;
    }

    /** Takes the next byte. */
    public void take(byte value) {
        if (value == '\n' || value == '\r') {
            pass(true);
            return;
        }
        if (count == mostBytes) {
            pass(false);
        }
        if (count == line.length) {
            line = Arrays.copyOf(line, Math.min(2 * count, mostBytes));
        }
        line[count++] = value;
    }

    /** There will be no more: what is left is a line. */
    public void end() {
        if (count > 0) {
            pass(true);
        }
    }

    private void pass(boolean isWhole) {
        int length = count;
        count = 0;
        lines.line(line, length, isWhole);
    }
}
