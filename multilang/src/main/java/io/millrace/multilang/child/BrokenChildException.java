package io.millrace.multilang.child;

/** A child is of no use any more. The message continues "The child of shard x ...". */
final class BrokenChildException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenChildException(String what) {
        super(what);
    }
}
