package io.millrace.multilang.protocol;

import com.google.common.collect.ImmutableSet;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/** The fields of one object that a child wrote, and the message that they make. */
final class MessageFields {
    private static final ImmutableSet<String> SENT_BY_THE_DAEMON =
            ImmutableSet.of("initialize", "processRecords", "leaseLost", "shardEnded", "shutdownRequested", "shutdown");
    private static final int MOST_DIGITS_OF_A_LONG = 40;

    private Optional<String> action = Optional.empty();
    private Optional<String> responseFor = Optional.empty();
    private Optional<String> sequenceNumber = Optional.empty();
    private OptionalLong subSequenceNumber = OptionalLong.empty();
    private OptionalLong version = OptionalLong.empty();
    private OptionalLong inFlight = OptionalLong.empty();
    private OptionalLong shards = OptionalLong.empty();
    private boolean hasAction;
    private boolean hasOldCheckpoint;
    private boolean isMalformed;

    /** A key whose value is an object or an array: of no use, and a fault where a plain value is due. */
    void structure(String key) {
        isMalformed |= key.equals("action")
                || key.equals("responseFor")
                || key.equals("sequenceNumber")
                || key.equals("subSequenceNumber");
        hasOldCheckpoint |= key.equals("checkpoint");
    }

    /** A key and its plain value; the last one counts. */
    void scalar(String key, Optional<String> text, boolean isNumber, boolean isBoolean) {
        switch (key) {
            case "action" -> {
                isMalformed |= hasAction || isNumber || isBoolean;
                hasAction = true;
                action = text;
            }
            case "responseFor" -> responseFor = text;
            case "sequenceNumber" -> sequenceNumber = text;
            case "subSequenceNumber" -> {
                isMalformed |= isBoolean;
                subSequenceNumber = wholeNumber(text);
            }
            case "version" -> version = number(text, isNumber);
            case "inFlight" -> inFlight = number(text, isNumber);
            case "shards" -> shards = number(text, isNumber);
            // {"action":"checkpoint","checkpoint":"1"} is how it was asked for before 2014. Taken as a message with an
            // unknown key it would cover everything handed over, which is not what it asks.
            case "checkpoint" -> hasOldCheckpoint = true;
            default -> {}
        }
    }

    private OptionalLong number(Optional<String> text, boolean isNumber) {
        return isNumber ? wholeNumber(text) : OptionalLong.empty();
    }

    /** Numbers lose their fraction; texts of digits are numbers; an empty text is none. */
    private OptionalLong wholeNumber(Optional<String> text) {
        String digits = text.orElse("").strip();
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            if (digits.length() <= MOST_DIGITS_OF_A_LONG) {
                BigDecimal decimal = new BigDecimal(digits);
                if (decimal.precision() - decimal.scale() <= MOST_DIGITS_OF_A_LONG) {
                    BigInteger whole = decimal.toBigInteger();
                    if (whole.bitLength() < Long.SIZE) {
                        return OptionalLong.of(whole.longValue());
                    }
                }
            }
        } catch (NumberFormatException noNumber) {
            isMalformed = true;
            return OptionalLong.empty();
        }
        isMalformed = true;
        return OptionalLong.empty();
    }

    DecodedLine message() {
        if (isMalformed || action.isEmpty()) {
            return DecodedLine.JUNK;
        }
        return switch (action.get()) {
            case "status" -> new DecodedLine.Message(new ChildMessage.Status(responseFor));
            case "checkpoint" ->
                hasOldCheckpoint
                        ? DecodedLine.JUNK
                        : new DecodedLine.Message(new CheckpointRequest(sequenceNumber, subSequenceNumber));
            case "frames" ->
                new DecodedLine.Message(
                        new ChildMessage.TakesFrames(version.orElse(0), inFlight.orElse(1), shards.orElse(1)));
            default -> SENT_BY_THE_DAEMON.contains(action.get()) ? DecodedLine.IGNORED : DecodedLine.JUNK;
        };
    }
}
