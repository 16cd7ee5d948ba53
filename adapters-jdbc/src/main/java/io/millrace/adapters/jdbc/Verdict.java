package io.millrace.adapters.jdbc;

/**
 * What a failure means.
 *
 * @param outcome what became of the statement
 * @param meaning in words: what is the matter and what to do
 */
record Verdict(Outcome outcome, String meaning) {
    /** What became of a statement. */
    enum Outcome {
        /** Not done: too much at once. */
        THROTTLED,
        /** Not done, and it may work later. */
        NOT_DONE,
        /** Nobody knows. */
        UNANSWERED,
        /** Not done, and it will not work before somebody changes something. */
        REFUSED
    }

    static Verdict throttled(String meaning) {
        return new Verdict(Outcome.THROTTLED, meaning);
    }

    static Verdict notDone(String meaning) {
        return new Verdict(Outcome.NOT_DONE, meaning);
    }

    static Verdict unanswered(String meaning) {
        return new Verdict(Outcome.UNANSWERED, meaning);
    }

    static Verdict refused(String meaning) {
        return new Verdict(Outcome.REFUSED, meaning);
    }
}
