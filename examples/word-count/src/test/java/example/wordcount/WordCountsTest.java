package example.wordcount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.engine.KinesisConsumer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The processor under the real engine, on a stream and leases in memory: no account, no emulator. */
class WordCountsTest {
    @Test
    void countsTheWordsOfAllShards() {
        InMemoryStream stream = InMemoryStream.create("words", 2);
        InMemoryLeaseTable leases = InMemoryLeaseTable.create();
        WordCounts words = new WordCounts();
        try (KinesisConsumer consumer = KinesisConsumer.builder()
                .leaseStore(leases.store("word-count"))
                .recordSource(stream.source())
                .processor(words)
                .build()) {
            consumer.start();
            stream.put("a", "the mill grinds, the race runs");
            stream.put("b", "the wheel turns");
            await().untilAsserted(() -> assertThat(words.counts())
                    .isEqualTo(Map.of("grinds", 1L, "mill", 1L, "race", 1L, "runs", 1L, "the", 3L, "turns", 1L, "wheel", 1L)));
        }
    }

    @Test
    void readsOnAfterASplit() {
        InMemoryStream stream = InMemoryStream.create("words", 1);
        WordCounts words = new WordCounts();
        stream.put("a", "before");
        stream.split(stream.openShards().get(0).id());
        stream.put("a", "after");
        try (KinesisConsumer consumer = KinesisConsumer.builder()
                .leaseStore(InMemoryLeaseTable.create().store("word-count"))
                .recordSource(stream.source())
                .processor(words)
                .build()) {
            consumer.start();
            await().untilAsserted(() -> assertThat(words.counts()).isEqualTo(Map.of("before", 1L, "after", 1L)));
        }
    }
}
