package io.millrace.ports.store;

import com.google.common.io.BaseEncoding;
import com.google.common.primitives.ImmutableIntArray;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.DoneBeyond;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * What is done beyond a checkpoint as one text, like {@code 4959/3:s:ugcDAQ}: the anchor, as in {@link CheckpointText}, how it
 * goes on, and that in base64 (RFC 4648, section 5, without padding). Either the steps from one open record to the next
 * ({@code s}) or a bit for each record, set where it is open ({@code b}), whichever is shorter; both begin with the count.
 * For whoever writes a lease store; {@link EntryFields} uses it.
 */
public final class DoneBeyondText {
    private static final BaseEncoding BASE_64 = BaseEncoding.base64Url().omitPadding();
    private static final int ANCHOR_LENGTH = 160;
    private static final int MOST_BYTES = (DoneBeyond.LONGEST_TEXT - ANCHOR_LENGTH) / 4 * 3;
    private static final int LONGEST_COUNT = 5;

    private DoneBeyondText() {}

    /**
     * The text; {@link #parse} reads it back. Where that would be longer than {@link DoneBeyond#LONGEST_TEXT} the records
     * farthest off are left out, and count as not done.
     */
    public static String write(DoneBeyond beyond) {
        String checkpoint = CheckpointText.write(Checkpoint.at(beyond.anchor()));
        String anchor = checkpoint.substring(3, checkpoint.length() - 1);
        ByteBuffer steps = ByteBuffer.allocate(MOST_BYTES);
        int stepsTell = writeSteps(beyond, steps);
        int bitsTell = Math.min(beyond.count(), 8 * (MOST_BYTES - LONGEST_COUNT));
        int bitsBytes = LONGEST_COUNT + bitsTell / 8 + 1;
        boolean isStepsBetter = stepsTell > bitsTell || (stepsTell == bitsTell && steps.position() <= bitsBytes);
        return isStepsBetter
                ? anchor + ":s:" + BASE_64.encode(steps.array(), 0, steps.position())
                : anchor + ":b:" + BASE_64.encode(bits(beyond.open(), bitsTell));
    }

    /** Writes as many steps as there is room for. */
    private static int writeSteps(DoneBeyond beyond, ByteBuffer target) {
        ImmutableIntArray open = beyond.open();
        int room = MOST_BYTES - LONGEST_COUNT;
        int fitting = 1;
        int bytes = 0;
        while (fitting < open.length()) {
            bytes += varintBytes(open.get(fitting) - open.get(fitting - 1));
            if (bytes > room) {
                break;
            }
            fitting++;
        }
        int count = fitting == open.length() ? beyond.count() : open.get(fitting);
        putVarint(target, count);
        for (int index = 1; index < fitting; index++) {
            putVarint(target, open.get(index) - open.get(index - 1));
        }
        return count;
    }

    private static byte[] bits(ImmutableIntArray open, int count) {
        ByteBuffer target = ByteBuffer.allocate(LONGEST_COUNT + (count + 7) / 8);
        putVarint(target, count);
        int from = target.position();
        byte[] bytes = java.util.Arrays.copyOf(target.array(), from + (count + 7) / 8);
        for (int index = 0; index < open.length() && open.get(index) < count; index++) {
            bytes[from + open.get(index) / 8] |= (byte) (1 << open.get(index) % 8);
        }
        return bytes;
    }

    /**
     * @throws IllegalArgumentException when the text is none
     */
    public static DoneBeyond parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3 || !(CheckpointText.parse("AT(" + parts[0] + ")") instanceof Checkpoint.At anchor)) {
            throw new IllegalArgumentException("not of the form anchor:form:base64");
        }
        ByteBuffer bytes = ByteBuffer.wrap(BASE_64.decode(parts[2]));
        try {
            int count = varint(bytes);
            ImmutableIntArray open = switch (parts[1]) {
                case "s" -> steps(bytes);
                case "b" -> openBits(bytes, count);
                default -> throw new IllegalArgumentException("unknown form '" + parts[1] + "'");
            };
            return new DoneBeyond(anchor.position(), open, count);
        } catch (BufferUnderflowException tooShort) {
            throw new IllegalArgumentException("it breaks off", tooShort);
        }
    }

    private static ImmutableIntArray steps(ByteBuffer bytes) {
        ImmutableIntArray.Builder open = ImmutableIntArray.builder().add(0);
        int number = 0;
        while (bytes.hasRemaining()) {
            number = Math.addExact(number, varint(bytes));
            open.add(number);
        }
        return open.build();
    }

    private static ImmutableIntArray openBits(ByteBuffer bytes, int count) {
        if (bytes.remaining() < (count + 7) / 8) {
            throw new BufferUnderflowException();
        }
        int from = bytes.position();
        ImmutableIntArray.Builder open = ImmutableIntArray.builder();
        for (int number = 0; number < count; number++) {
            if ((bytes.get(from + number / 8) >> number % 8 & 1) != 0) {
                open.add(number);
            }
        }
        return open.build();
    }

    private static void putVarint(ByteBuffer target, int value) {
        int rest = value;
        while (rest >= 0x80) {
            target.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        target.put((byte) rest);
    }

    private static int varintBytes(int value) {
        return 1 + (31 - Integer.numberOfLeadingZeros(value | 1)) / 7;
    }

    private static int varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0 && value <= Integer.MAX_VALUE) {
                return (int) value;
            }
        }
        throw new IllegalArgumentException("a number that is too large");
    }
}
