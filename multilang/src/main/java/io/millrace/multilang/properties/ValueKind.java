package io.millrace.multilang.properties;

/**
 * How the text of a value is read. The kinds are those that KCL's daemon tells apart; its numbers and truth values come in
 * two sorts, because for some keys it cannot tell zero and false from a key that is not there.
 */
enum ValueKind {
    /** Text; blanks at the end are taken away, and that is told. */
    TEXT("text"),
    /** A command; blanks at the end have no meaning. */
    COMMAND("command"),
    /** A whole number; anything else is refused. */
    STRICT_NUMBER("number"),
    /** A whole number; zero, blank and anything else mean the default. */
    NUMBER_OR_DEFAULT("number"),
    /** A whole number; blank and anything else mean zero. */
    NUMBER_OR_ZERO("number"),
    /** A number with a fraction; zero, blank and anything else mean the default. */
    DECIMAL_OR_DEFAULT("number"),
    /** A truth value; false, blank and anything that is not true mean the default. */
    TRUE_OR_DEFAULT("true"),
    /** A truth value; blank and anything that is not true mean false. */
    TRUTH("true, false"),
    /** One of some words in any case; anything else is refused, also with a blank at its end. */
    WORD("word"),
    /** A duration such as PT15M, not negative; anything else is refused. */
    DURATION("duration"),
    /** An address. */
    ADDRESS("URL"),
    /** The ARN of a stream; anything else is refused. */
    STREAM_ARN("ARN"),
    /** Credentials providers with their arguments; see {@code credentials}. */
    CREDENTIALS("providers"),
    /** The name of a class. */
    CLASS("class name"),
    /** Whatever it is, it is not looked at. */
    ANYTHING("any");

    private final String text;

    ValueKind(String text) {
        this.text = text;
    }

    /** What the documentation calls it. */
    String text() {
        return text;
    }
}
