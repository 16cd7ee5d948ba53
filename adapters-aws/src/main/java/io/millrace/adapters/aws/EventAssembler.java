package io.millrace.adapters.aws;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the messages of an event stream together from the pieces in which they come. Between messages it holds nothing, and
 * within one no more than the message takes, for which there has to be {@link EventRoom}; the SDK's own keeps 2 MiB for each
 * stream for as long as it is open. Not safe for use by several threads at a time.
 */
final class EventAssembler {
    /** How far it is. */
    enum State {
        /** The piece is used up, and the message goes on. */
        WANTS_MORE,
        /** The message waits for room; the rest of the piece is to be added again when there is some. */
        WANTS_ROOM,
        /** A message is whole, which has to be let go of by {@link #clear} before the next begins. */
        WHOLE
    }

    private final SpareArrays spare;
    private final EventRoom room;
    private final Runnable roomIsThere;
    private final byte[] prelude = new byte[EventMessage.PRELUDE_BYTES];
    private int have;
    private int length;
    private boolean asked;
    private boolean hasRoom;
    private byte @Nullable [] message;

    /** @param roomIsThere is run when there is room that was waited for, on another thread; {@link #granted} is to follow */
    EventAssembler(SpareArrays spare, EventRoom room, Runnable roomIsThere) {
        this.spare = spare;
        this.room = room;
        this.roomIsThere = roomIsThere;
    }

    /**
     * Takes bytes up to the end of the message that they belong to; the rest stays in the piece.
     *
     * @throws IllegalArgumentException when this is no message
     */
    State add(ByteBuffer piece) {
        if (have < prelude.length) {
            int count = Math.min(piece.remaining(), prelude.length - have);
            piece.get(prelude, have, count);
            have += count;
            if (have < prelude.length) {
                return State.WANTS_MORE;
            }
            length = EventMessage.length(prelude);
        }
        if (message == null) {
            if (!hasRoom && !asks()) {
                return State.WANTS_ROOM;
            }
            message = spare.take(length);
            System.arraycopy(prelude, 0, message, 0, have);
        }
        int count = Math.min(piece.remaining(), length - have);
        piece.get(message, have, count);
        have += count;
        return have == length ? State.WHOLE : State.WANTS_MORE;
    }

    private boolean asks() {
        if (!asked) {
            asked = true;
            hasRoom = room.take(length, roomIsThere);
        }
        return hasRoom;
    }

    /** There is room that was waited for. */
    void granted() {
        hasRoom = true;
    }

    /**
     * The message that is whole; its bytes are of no meaning any more after {@link #clear}.
     *
     * @throws IllegalArgumentException when its bytes are not those that were sent
     */
    EventMessage message() {
        if (message == null || have < length) {
            throw new IllegalStateException("no message is whole");
        }
        return EventMessage.of(message, length);
    }

    /** Whether it is in the middle of a message. */
    boolean isWithinMessage() {
        return have > 0;
    }

    /** Lets go of whatever it holds; not while it waits for room. */
    void clear() {
        byte[] last = message;
        message = null;
        have = 0;
        if (last != null) {
            spare.giveBack(last);
        }
        boolean held = hasRoom;
        hasRoom = false;
        asked = false;
        if (held) {
            room.giveBack(length);
        }
    }
}
