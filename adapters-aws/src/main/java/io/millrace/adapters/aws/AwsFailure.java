package io.millrace.adapters.aws;

/**
 * Why a call to AWS failed, before it is put in the words of a port.
 *
 * @param reason what is known
 * @param explanation what happened, what it means and what to do
 */
record AwsFailure(Reason reason, String explanation) {
    /** What is known of the failed call. */
    enum Reason {
        /** The service refused it to spare itself; nothing changed. */
        THROTTLED,
        /** The shard iterator is too old. */
        EXPIRED_ITERATOR,
        /** The page token is too old. */
        EXPIRED_TOKEN,
        /** What it names does not exist. */
        NOT_FOUND,
        /** What it names is busy being created, changed or deleted; nothing changed. */
        BUSY,
        /** It never reached the service. */
        NOT_SENT,
        /** It went out, and no usable answer came back: nobody knows what it did. */
        UNANSWERED,
        /** The service understood it and says no, or there are no credentials to sign it with. */
        REFUSED
    }
}
