package example.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.engine.KinesisConsumer;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two workers in real time, whose server of Redis is killed and started again, and of whom one is cut off. */
class FailoverTest {
    private static final int SHARDS = 4;

    private final InMemoryStream stream = InMemoryStream.create("words", SHARDS);
    /** For each word who processed it last. */
    private final Map<String, String> workerOf = new ConcurrentHashMap<>();
    /** The workers that cannot prove that they live. */
    private final Set<String> fenced = ConcurrentHashMap.newKeySet();

    private int words;

    @TempDir
    private Path directory;

    @Test
    void nothingIsLostAndConsumptionResumesByItself() throws Exception {
        Cable cable = new Cable();
        try (LocalRedis server = LocalRedis.start(directory);
                LeaseStore onlooker = server.store("words");
                KinesisConsumer first = worker("first", server, cable);
                KinesisConsumer second = worker("second", server, new Cable())) {
            first.start();
            second.start();
            awaitBothAtWork();

            Map<EntryKey, Long> before = revisions(onlooker);
            assertThat(before).hasSize(SHARDS);
            server.kill();
            patiently().until(() -> fenced.size() == 2);
            put();
            server.start();
            assertThat(revisions(onlooker))
                    .allSatisfy((lease, revision) -> assertThat(revision)
                            .as("what was answered outlives the server")
                            .isGreaterThanOrEqualTo(before.get(lease)));
            awaitAllProcessed();

            cable.cut();
            assertThat(put()).allSatisfy(word -> patiently().until(() -> "second".equals(workerOf.get(word))));
            cable.mend();
            awaitBothAtWork();
        }
    }

    private KinesisConsumer worker(String name, LocalRedis server, Cable cable) {
        return KinesisConsumer.builder()
                .workerId(name)
                .leaseStore(cable.through(LeaseStore.class, server.store("words")))
                .recordSource(cable.through(RecordSource.class, stream.source()))
                .processor(batch -> batch.records().forEach(record -> workerOf.put(record.dataAsText(), name)))
                .checkpointPolicy(CheckpointPolicy.every(Duration.ofMillis(200)))
                .failoverTime(Duration.ofSeconds(2))
                .listener(event -> {
                    if (event instanceof WorkerEvent.Fenced) {
                        fenced.add(name);
                    }
                })
                .build();
    }

    private Set<String> put() {
        Set<String> put =
                IntStream.range(words, words + 20).mapToObj(i -> "word-" + i).collect(Collectors.toSet());
        words += put.size();
        put.forEach(word -> stream.put(word, word));
        return put;
    }

    private void awaitBothAtWork() {
        patiently().untilAsserted(() -> {
            Set<String> put = put();
            awaitAllProcessed();
            assertThat(put).extracting(workerOf::get).contains("first", "second");
        });
    }

    private void awaitAllProcessed() {
        patiently().until(() -> workerOf.size() == words);
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofMinutes(1));
    }

    private static Map<EntryKey, Long> revisions(LeaseStore store) {
        ListAnswer.Page[] listed = new ListAnswer.Page[1];
        patiently().until(() -> {
            ListAnswer answer = store.list(EntryKind.LEASE, Optional.empty())
                    .toCompletableFuture()
                    .join();
            listed[0] = answer instanceof ListAnswer.Page page ? page : null;
            return listed[0] != null;
        });
        return listed[0].entries().stream()
                .collect(Collectors.toMap(found -> found.entry().entryKey(), found -> found.revision()));
    }
}
