package example.wordcount;

import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Counts the words in the text of each record. One for all shards: the engine calls it for several shards at a time, so the
 * counts are kept in a concurrent map.
 */
final class WordCounts implements RecordProcessor {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("\\W+");

    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    @Override
    public void processRecords(RecordBatch batch) {
        for (StreamRecord record : batch.records()) {
            BETWEEN_WORDS
                    .splitAsStream(record.dataAsText())
                    .filter(word -> !word.isEmpty())
                    .forEach(word -> counts.merge(word, 1L, Long::sum));
        }
    }

    /** What was counted so far, by word. */
    Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    void print(PrintStream out) {
        counts().forEach((word, count) -> out.println(count + "\t" + word));
    }
}
