package io.millrace.benchmarks.dataplane;

import io.millrace.benchmarks.stub.StreamShape;

/** What is measured once in each round. */
record ReaderRow(Who who, StreamShape shape, Mode mode) {
    @Override
    public String toString() {
        return who.title() + ", " + shape.shards() + " shards, " + shape.recordBytes() + " B, " + mode.id();
    }
}
