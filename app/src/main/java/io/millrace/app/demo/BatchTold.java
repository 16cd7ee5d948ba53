package io.millrace.app.demo;

import io.millrace.ports.processing.RecordBatch;

/** Is told of each batch that was counted. */
@FunctionalInterface
interface BatchTold {
    /** @throws IllegalStateException when the worker was killed meanwhile */
    void accept(RecordBatch batch);
}
