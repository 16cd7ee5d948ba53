package io.millrace.app.put;

import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;

/** How many records were put where. Used by one thread at a time. */
final class PutTally {
    private final TreeMap<String, Long> byShard = new TreeMap<>();
    private long put;
    private long again;
    private long unanswered;

    void put(String shard) {
        put++;
        byShard.merge(shard, 1L, Long::sum);
    }

    /** The service did not take these; they are put again. */
    void refused(int records) {
        again += records;
    }

    /** Nobody knows whether the service took these; they are put again. */
    void unanswered(int records) {
        unanswered += records;
    }

    long put() {
        return put;
    }

    /** One line. */
    String progress(Duration elapsed) {
        return String.format(
                Locale.ROOT,
                "put %,d records, %,.0f a second%s",
                put,
                put / Math.max(0.001, elapsed.toMillis() / 1_000.0),
                remarks());
    }

    /** A line for each shard too. */
    String summary(String stream, Duration elapsed) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "put %,d records into %s in %.1f s%s",
                put,
                stream,
                elapsed.toMillis() / 1_000.0,
                remarks()));
        byShard.forEach((shard, records) -> text.append(String.format(Locale.ROOT, "%n%,12d  %s", records, shard)));
        return text.toString();
    }

    private String remarks() {
        return (again == 0 ? "" : String.format(Locale.ROOT, "; %,d were refused at first and put again", again))
                + (unanswered == 0
                        ? ""
                        : String.format(
                                Locale.ROOT, "; %,d were put again unanswered and may be there twice", unanswered));
    }
}
