package io.millrace.multilang.frames;

import io.millrace.multilang.frames.FrameDecoder.MalformedFrameException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Cuts a child's bytes into frames. Memory grows with what has arrived, not with what a length promises. For one thread. */
public final class FrameSplitter {
    private static final int LEAST_BYTES = 5;
    private static final int FIRST_BYTES = 1 << 10;

    /** What becomes of frames. */
    public interface Frames {
        /** @param payload used again after the return */
        void frame(int type, int channel, ByteBuffer payload) throws MalformedFrameException;
    }

    private final Frames frames;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int count;

    public FrameSplitter(Frames frames) {
        this.frames = frames;
    }

    /** Takes the next bytes. */
    public void take(byte[] more, int from, int to) throws MalformedFrameException {
        if (to - from > bytes.length - count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, count + to - from));
        }
        System.arraycopy(more, from, bytes, count, to - from);
        count += to - from;
        int begin = 0;
        while (count - begin >= Integer.BYTES) {
            ByteBuffer frame = ByteBuffer.wrap(bytes, begin, count - begin);
            int length = frame.getInt();
            if (length < LEAST_BYTES || length > FrameEncoder.MOST_BYTES) {
                throw new MalformedFrameException("a frame of the length " + Integer.toUnsignedString(length)
                        + ", when " + LEAST_BYTES + " to " + FrameEncoder.MOST_BYTES + " bytes are possible");
            }
            if (frame.remaining() < length) {
                break;
            }
            frame.limit(frame.position() + length);
            frames.frame(frame.get() & 0xff, frame.getInt(), frame.slice());
            begin += Integer.BYTES + length;
        }
        System.arraycopy(bytes, begin, bytes, 0, count - begin);
        count -= begin;
    }

    /** Whether a frame has begun and not ended. */
    public boolean isInFrame() {
        return count > 0;
    }
}
