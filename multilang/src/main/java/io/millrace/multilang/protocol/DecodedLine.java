package io.millrace.multilang.protocol;

/** What a line of a child's standard output is. */
public sealed interface DecodedLine {
    /** Nothing: children put blank lines around what they say. */
    record Blank() implements DecodedLine {}

    /** Something that is no message, such as what the user's code prints: for the log. */
    record Junk() implements DecodedLine {}

    /** A message of the protocol that a child has no reason to send; it means nothing. */
    record Ignored() implements DecodedLine {}

    /** A message. */
    record Message(ChildMessage message) implements DecodedLine {}

    DecodedLine BLANK = new Blank();
    DecodedLine JUNK = new Junk();
    DecodedLine IGNORED = new Ignored();
}
