package io.millrace.multilang.frames;

/** The types of frames. */
final class FrameType {
    static final int INITIALIZE = 1;
    static final int RECORDS = 2;
    static final int LEASE_LOST = 3;
    static final int SHARD_ENDED = 4;
    static final int SHUTDOWN_REQUESTED = 5;
    static final int CHECKPOINT_RESULT = 6;
    static final int BATCH_DONE = 16;
    static final int ACKNOWLEDGED = 17;
    static final int CHECKPOINT = 18;
    static final int FAILED = 19;

    private FrameType() {}
}
