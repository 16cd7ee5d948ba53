package io.millrace.app.put;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.KinesisRecordWriter.NewRecord;
import io.millrace.adapters.aws.KinesisRecordWriter.Outcome;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProducerTest {
    private static final PutSettings AS_IT_COMES =
            new PutSettings("{number}", OptionalLong.empty(), OptionalLong.empty());

    private final List<NewRecord> taken = new ArrayList<>();
    private final List<Integer> calls = new ArrayList<>();
    private int refusals;

    /** Takes every second record while there are refusals left, then all. */
    private ImmutableList<Outcome> put(List<NewRecord> records) {
        calls.add(records.size());
        ImmutableList.Builder<Outcome> outcomes = ImmutableList.builder();
        for (int i = 0; i < records.size(); i++) {
            if (i % 2 == 1 && refusals > 0) {
                refusals--;
                outcomes.add(new Outcome(Optional.empty(), "ProvisionedThroughputExceededException: slow down"));
            } else {
                taken.add(records.get(i));
                outcomes.add(new Outcome(Optional.of(i % 3 == 0 ? "shard-a" : "shard-b"), ""));
            }
        }
        return outcomes.build();
    }

    private Producer producer(PutSettings settings) {
        return new Producer(this::put, settings, new PrintWriter(new StringWriter()));
    }

    private static RecordLines lines(String text) {
        return RecordLines.lines(new BufferedReader(new StringReader(text)));
    }

    private static String numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
    }

    @Test
    void putsEveryLineOnceInBatches() throws Exception {
        Producer producer = producer(AS_IT_COMES);

        assertThat(producer.putAll(lines(numbered(1_200)))).isTrue();

        assertThat(calls).containsExactly(500, 500, 200);
        assertThat(texts()).containsExactlyElementsOf(numbered(1_200).lines().toList());
        assertThat(taken.get(41).partitionKey()).isEqualTo("42");
        assertThat(producer.summary("words"))
                .startsWith("put 1,200 records into words in ")
                .contains("shard-a", "shard-b")
                .doesNotContain("refused");
    }

    @Test
    void putsAgainWhatWasRefusedAndOnlyThat() throws Exception {
        refusals = 3;
        Producer producer = producer(AS_IT_COMES);

        assertThat(producer.putAll(lines(numbered(10)))).isTrue();

        assertThat(calls).containsExactly(10, 3);
        assertThat(texts())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(numbered(10).lines().toList());
        assertThat(producer.summary("words")).contains("; 3 were refused at first and put again");
    }

    @Test
    void stopsAtTheCount() throws Exception {
        producer(new PutSettings("{text}", OptionalLong.of(7), OptionalLong.of(1_000)))
                .putAll(lines(numbered(100)));

        assertThat(texts()).hasSize(7);
        assertThat(taken.get(0).partitionKey()).isEqualTo("line 1");
    }

    @Test
    void keepsABatchWithinTheBytesOfACall() throws Exception {
        String large = "x".repeat(900_000);

        producer(AS_IT_COMES).putAll(lines(String.join("\n", large, large, large, large, large, large, large)));

        assertThat(calls).containsExactly(5, 2);
    }

    @Test
    void refusesALineThatIsTooLargeForARecord() {
        assertThatIOException()
                .isThrownBy(() -> producer(AS_IT_COMES).putAll(lines("small\n" + "x".repeat(1 << 20))))
                .withMessageContaining("Line 2 has 1048577 bytes with its partition key");
    }

    @Test
    void partitionKeysAreCutToWhatKinesisTakes() {
        PutSettings settings = new PutSettings("{text}", OptionalLong.empty(), OptionalLong.empty());

        assertThat(settings.keyOf(1, "x".repeat(300))).hasSize(256);
        assertThat(settings.keyOf(1, "")).isEqualTo("-");
        assertThat(new PutSettings("all", OptionalLong.empty(), OptionalLong.empty()).keyOf(7, "text"))
                .isEqualTo("all");
    }

    private List<String> texts() {
        return taken.stream()
                .map(record -> new String(record.data(), StandardCharsets.UTF_8))
                .toList();
    }
}
