package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.domain.stream.StreamRecord;

/** What records weigh: against the quotas of the service, and in memory. */
final class RecordSizes {
    /**
     * What a record takes beside payload and key: the objects it is made of, and the 56 digits of its sequence number. Of
     * records of 100 bytes that is more than the payload, and a budget that left it out would hold four times what it says.
     */
    private static final int AROUND_A_RECORD = 304;

    /** What is known of a record while it waits for those of its key, or for those before it to be done. */
    private static final int BESIDE_OTHERS = 250;

    private final int around;

    private RecordSizes(int around) {
        this.around = around;
    }

    /** The sizes of records that are processed in this order. */
    static RecordSizes in(ProcessingOrder order) {
        return new RecordSizes(order == ProcessingOrder.SHARD ? AROUND_A_RECORD : AROUND_A_RECORD + BESIDE_OTHERS);
    }

    /** Bytes of payloads and partition keys. */
    static long payloads(ImmutableList<StreamRecord> records) {
        long bytes = 0;
        for (StreamRecord record : records) {
            bytes += record.sizeBytes();
        }
        return bytes;
    }

    /** About how many bytes of memory they take. */
    long inMemory(ImmutableList<StreamRecord> records) {
        return inMemory(records.size(), payloads(records));
    }

    /** The same when it is known what payloads and keys take. */
    long inMemory(int records, long payloads) {
        return payloads + (long) records * around;
    }
}
