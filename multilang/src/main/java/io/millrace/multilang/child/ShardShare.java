package io.millrace.multilang.child;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.processing.ShardControl;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a child was handed of one shard since its CPU was read last, and where the shard's part of that goes. Safe for use by
 * several threads.
 */
final class ShardShare {
    /** What a record counts beside its bytes: by the quota of a shard a thousand records weigh as much as a mebibyte. */
    private static final long AROUND_A_RECORD = 1_024;

    private final ShardControl control;
    private final AtomicLong handed = new AtomicLong();
    private volatile boolean left;

    ShardShare(ShardControl control) {
        this.control = control;
    }

    /** The child is handed records. */
    void handed(ImmutableList<StreamRecord> records) {
        handed.addAndGet(records.stream()
                .mapToLong(record -> AROUND_A_RECORD + record.sizeBytes())
                .sum());
    }

    /** What was handed over since this was asked last, in bytes. */
    long takeHanded() {
        return handed.getAndSet(0);
    }

    /** The child serves the shard no more. */
    void leave() {
        left = true;
    }

    boolean hasLeft() {
        return left;
    }

    /** The child has computed so long for this shard. */
    void computed(Duration cpu) {
        if (!cpu.isZero()) {
            control.computed(cpu);
        }
    }
}
