package io.millrace.benchmarks.stub;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Encoded records, and where in them the digits stand that differ from shard to shard and from position to position. It is
 * written in pieces, each a copy with other digits.
 */
final class Template {
    private final byte[] bytes;
    private final List<Piece> pieces;

    /**
     * Digits of a sequence number or of an iterator.
     *
     * @param shardOffset where the number of the shard stands
     * @param indexOffset where the number of the record stands
     * @param ahead of the first record
     */
    private record Place(int shardOffset, int indexOffset, int ahead) {}

    private record Piece(int from, int to, List<Place> places) {}

    private Template(byte[] bytes, List<Piece> pieces) {
        this.bytes = bytes;
        this.pieces = pieces;
    }

    /**
     * Looks for the digits of the records' sequence numbers and of the iterator behind them.
     *
     * @param bytes this template's from now on
     * @param first the position with which they were encoded
     * @param pieceBytes about how many a piece has
     */
    static Template withIterator(byte[] bytes, Position first, int records, int pieceBytes) {
        List<Place> places = sequenceNumbers(bytes, first, records);
        byte[] stream = ascii(first.shape().streamName() + "/");
        int shard = indexOf(bytes, stream, places.get(records - 1).indexOffset()) + stream.length;
        places.add(new Place(shard, shard + Position.SHARD_DIGITS + 1, records));
        return new Template(bytes, pieces(bytes.length, places, pieceBytes));
    }

    /** Looks for the digits of the records' sequence numbers and of that of the last behind them; all is one piece. */
    static Template withContinuation(byte[] bytes, Position first, int records) {
        List<Place> places = sequenceNumbers(bytes, first, records + 1);
        Place behind = places.remove(records);
        places.add(new Place(behind.shardOffset(), behind.indexOffset(), records - 1));
        return new Template(bytes, pieces(bytes.length, places, bytes.length));
    }

    private static List<Place> sequenceNumbers(byte[] bytes, Position first, int count) {
        String prefix = first.sequencePrefix();
        byte[] constant = ascii(prefix.substring(0, prefix.length() - Position.SHARD_DIGITS));
        List<Place> places = new ArrayList<>();
        int at = 0;
        for (int number = 0; number < count; number++) {
            at = indexOf(bytes, constant, at) + constant.length;
            places.add(new Place(at, at + Position.SHARD_DIGITS, number));
        }
        return places;
    }

    private static List<Piece> pieces(int length, List<Place> places, int pieceBytes) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        List<Place> inPiece = new ArrayList<>();
        for (Place place : places) {
            if (place.shardOffset() - from >= pieceBytes) {
                pieces.add(new Piece(from, place.shardOffset(), List.copyOf(inPiece)));
                from = place.shardOffset();
                inPiece.clear();
            }
            inPiece.add(place);
        }
        pieces.add(new Piece(from, length, List.copyOf(inPiece)));
        return pieces;
    }

    int length() {
        return bytes.length;
    }

    int pieces() {
        return pieces.size();
    }

    /** How many bytes a piece has. */
    int length(int number) {
        return pieces.get(number).to() - pieces.get(number).from();
    }

    /** Appends a piece of the records from this position on. */
    void write(int number, Position position, ByteBuf target) {
        Piece piece = pieces.get(number);
        int begin = target.writerIndex() - piece.from();
        target.writeBytes(bytes, piece.from(), piece.to() - piece.from());
        byte[] shard = decimal(position.shard(), new byte[Position.SHARD_DIGITS]);
        byte[] index = new byte[Position.INDEX_DIGITS];
        for (Place place : piece.places()) {
            target.setBytes(begin + place.shardOffset(), shard);
            target.setBytes(begin + place.indexOffset(), decimal(position.index() + place.ahead(), index));
        }
    }

    private static byte[] decimal(long value, byte[] digits) {
        long rest = value;
        for (int i = digits.length - 1; i >= 0; i--) {
            digits[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return digits;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int indexOf(byte[] bytes, byte[] wanted, int from) {
        for (int start = from; start <= bytes.length - wanted.length; start++) {
            int length = 0;
            while (length < wanted.length && bytes[start + length] == wanted[length]) {
                length++;
            }
            if (length == wanted.length) {
                return start;
            }
        }
        throw new IllegalStateException("the encoder left out what was to be encoded");
    }
}
