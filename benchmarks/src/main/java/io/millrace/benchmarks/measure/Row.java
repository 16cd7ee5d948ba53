package io.millrace.benchmarks.measure;

import io.millrace.benchmarks.stub.StreamShape;

/** What is measured once in each round. */
public record Row(Contender contender, StreamShape shape) {
    @Override
    public String toString() {
        return contender.title() + ", " + contender.framing() + ", " + shape.shards()
                + (shape.shards() == 1 ? " shard, " : " shards, ") + shape.recordBytes() + " B";
    }
}
