package io.millrace.multilang.process;

import com.google.common.collect.EvictingQueue;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a child's standard error for the whole of its life: each line goes to the log, with the child's name, and as it is
 * to the daemon's own standard error; the last ones are kept, for the message that says why the child died. However much
 * the child writes, it never waits and the memory is bounded.
 */
final class ErrorLines implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("io.millrace.multilang.child.stderr");
    private static final int LONGEST_LINE = 8 << 10;
    private static final int KEPT = 20;
    private static final int LONGEST_KEPT = 1 << 10;
    private static final int LINES_EACH_SECOND = 2_000;
    private static final int BYTES_EACH_SECOND = 1 << 20;
    private static final int READ_BYTES = 16 << 10;

    private final InputStream from;
    private final PrintStream to;
    private final String child;
    private final EvictingQueue<String> last = EvictingQueue.create(KEPT);
    private final LinePace pace = new LinePace(LINES_EACH_SECOND, BYTES_EACH_SECOND, System.nanoTime());

    ErrorLines(InputStream from, PrintStream to, String child) {
        this.from = from;
        this.to = to;
        this.child = child;
    }

    @Override
    public void run() {
        LineSplitter lines = new LineSplitter(LONGEST_LINE, (bytes, count, isWhole) -> line(bytes, count));
        byte[] buffer = new byte[READ_BYTES];
        try (from) {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    lines.take(buffer[i]);
                }
            }
        } catch (IOException closed) {
            LOG.debug("The standard error of {} is closed: {}", child, closed.toString());
        }
        lines.end();
        tellLeftOut();
    }

    private void line(byte[] bytes, int count) {
        if (count == 0) {
            return;
        }
        synchronized (last) {
            last.add(new String(bytes, 0, Math.min(count, LONGEST_KEPT), StandardCharsets.UTF_8));
        }
        if (pace.takes(count, System.nanoTime())) {
            tellLeftOut();
            String text = new String(bytes, 0, count, StandardCharsets.UTF_8);
            LOG.info("{}: {}", child, text);
            to.println(text);
        }
    }

    private void tellLeftOut() {
        pace.leftOut().ifPresent(count -> {
            LOG.warn("{} wrote too much to its standard error: {} lines were left out.", child, count);
            to.println("(" + count + " lines of " + child + " were left out)");
        });
    }

    /** The last lines, oldest first. From any thread. */
    ImmutableList<String> last() {
        synchronized (last) {
            return ImmutableList.copyOf(last);
        }
    }
}
