package io.millrace.domain.consumer;

/** In which order the records of one shard are processed, and so how many of them at a time. */
public enum ProcessingOrder {
    /** One batch after the other, in the order of the shard. The default. */
    SHARD,
    /** Records of one partition key one after the other, in their order; those of different keys side by side. */
    KEY,
    /** All side by side, in no order. */
    NONE
}
