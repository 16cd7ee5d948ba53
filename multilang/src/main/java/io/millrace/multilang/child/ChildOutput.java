package io.millrace.multilang.child;

import io.millrace.multilang.frames.ChildFrame;
import io.millrace.multilang.frames.FrameDecoder;
import io.millrace.multilang.frames.FrameDecoder.MalformedFrameException;
import io.millrace.multilang.frames.FrameSplitter;
import io.millrace.multilang.process.LinePace;
import io.millrace.multilang.process.LineSplitter;
import io.millrace.multilang.protocol.ChildMessage;
import io.millrace.multilang.protocol.DecodedLine;
import io.millrace.multilang.protocol.LineDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one child's standard output for the whole of its life, so that the child never waits: lines, and from the moment
 * that it takes them, frames. What is no message is logged, as much of it as is bearable.
 */
final class ChildOutput implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("io.millrace.multilang.child.stdout");
    private static final int LONGEST_LINE = 16 << 20;
    private static final int LONGEST_LOGGED = 8 << 10;
    private static final int LINES_EACH_SECOND = 500;
    private static final int BYTES_EACH_SECOND = 1 << 19;
    private static final int READ_BYTES = 32 << 10;

    /** Who is told what the child says. On the thread that reads. */
    interface Listener {
        /** @return whether somebody still wants to know */
        boolean said(ChildMessage message) throws InterruptedException;

        void said(int channel, ChildFrame frame);

        /** @param why what the child did; nothing more will be read */
        void ended(String why);
    }

    private final InputStream from;
    private final String child;
    private final boolean framesOffered;
    private final Listener listener;
    private final LineDecoder decoder = new LineDecoder();
    private final LineSplitter lines = new LineSplitter(LONGEST_LINE, this::line);
    private final FrameSplitter frames = new FrameSplitter(this::frame);
    private final LinePace pace = new LinePace(LINES_EACH_SECOND, BYTES_EACH_SECOND, System.nanoTime());
    private boolean hasSpoken;
    private boolean inFrames;
    private @Nullable String violation;

    ChildOutput(InputStream from, String child, boolean framesOffered, Listener listener) {
        this.from = from;
        this.child = child;
        this.framesOffered = framesOffered;
        this.listener = listener;
    }

    @Override
    public void run() {
        String why = "closed its standard output";
        byte[] buffer = new byte[READ_BYTES];
        try (from) {
            for (int count = from.read(buffer); count >= 0; count = violation == null ? from.read(buffer) : -1) {
                take(buffer, count);
            }
            if (violation == null && !inFrames) {
                lines.end();
            }
        } catch (MalformedFrameException malformed) {
            violation = "sent " + malformed.getMessage();
        } catch (IOException closed) {
            LOG.debug("The standard output of {} is closed: {}", child, closed.toString());
        }
        tellLeftOut();
        if (frames.isInFrame()) {
            why = "closed its standard output in the middle of a frame";
        }
        listener.ended(violation == null ? why : violation);
    }

    private void take(byte[] buffer, int count) throws MalformedFrameException {
        int taken = 0;
        while (taken < count && !inFrames && violation == null) {
            lines.take(buffer[taken++]);
        }
        if (taken < count && violation == null) {
            frames.take(buffer, taken, count);
        }
    }

    private void line(byte[] bytes, int count, boolean isWhole) {
        if (!isWhole) {
            violation = "wrote a line of more than " + (LONGEST_LINE >> 20) + " MiB to its standard output";
            return;
        }
        DecodedLine line = decoder.decode(bytes, count);
        if (line instanceof DecodedLine.Message message) {
            message(message.message(), bytes, count);
        } else if (line instanceof DecodedLine.Junk) {
            log(bytes, count, "{} wrote a line to its standard output that is no message: {}");
        }
    }

    private void message(ChildMessage message, byte[] bytes, int count) {
        if (message instanceof ChildMessage.TakesFrames) {
            if (!framesOffered || hasSpoken) {
                log(bytes, count, "{} takes frames although they are not offered, or too late; this is ignored: {}");
                return;
            }
            inFrames = true;
        }
        hasSpoken = true;
        try {
            if (!listener.said(message)) {
                log(bytes, count, "{} wrote a message that nobody waits for any more: {}");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            violation = "was interrupted";
        }
    }

    private void frame(int type, int channel, ByteBuffer payload) throws MalformedFrameException {
        listener.said(channel, FrameDecoder.decode(type, payload));
    }

    private void log(byte[] bytes, int count, String format) {
        int length = Math.min(count, LONGEST_LOGGED);
        if (LOG.isInfoEnabled() && pace.takes(length, System.nanoTime())) {
            tellLeftOut();
            LOG.info(format, child, new String(bytes, 0, length, StandardCharsets.UTF_8));
        }
    }

    private void tellLeftOut() {
        pace.leftOut().ifPresent(left -> LOG.info("{} wrote {} more such lines.", child, left));
    }
}
