package example.turnover;

import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import java.util.Map;

/**
 * Books orders, lines of text such as {@code order-17;250}, in cents. A record is handed over again when its worker died
 * before the checkpoint, so each order is booked under its number: a second time changes nothing.
 */
final class Turnover implements RecordProcessor {
    private final Map<String, Long> ledger;

    /** @param ledger stands for a table in a database; shared by the processors of all shards, so safe for many threads */
    Turnover(Map<String, Long> ledger) {
        this.ledger = ledger;
    }

    @Override
    public void processRecords(RecordBatch batch) {
        for (StreamRecord record : batch.records()) {
            String[] parts = record.dataAsText().split(";", 2);
            ledger.putIfAbsent(parts[0], Long.parseLong(parts[1]));
        }
    }
}
