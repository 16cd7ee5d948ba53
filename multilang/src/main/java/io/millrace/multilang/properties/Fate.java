package io.millrace.multilang.properties;

/** What becomes of a key. */
enum Fate {
    /** It does what it does in KCL. */
    HONOURED("as in KCL"),
    /** It sets something of Millrace's that serves the same purpose. */
    MAPPED("mapped"),
    /** It is Millrace's own. */
    OWN("Millrace's own"),
    /** What it sets does not exist in Millrace; that is told once at the start. */
    WITHOUT_MEANING("no meaning here"),
    /** KCL's daemon ignores it too; that is told once at the start. */
    IGNORED("ignored, by KCL too");

    private final String text;

    Fate(String text) {
        this.text = text;
    }

    /** What the documentation calls it. */
    String text() {
        return text;
    }

    /** Whether the daemon says that the key does nothing. */
    boolean isTold() {
        return this == WITHOUT_MEANING || this == IGNORED;
    }
}
