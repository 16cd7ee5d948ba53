package io.millrace.simulation.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.stream.ShardId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTest {
    private final ShardId shard = ShardId.ofOrdinal(1);
    private final ShardId other = ShardId.ofOrdinal(2);

    @Test
    void keepsTheLastLinesOfEachShardAndGivesAllToTheSink() {
        List<String> all = new ArrayList<>();
        long[] now = {0};
        Trace trace = new Trace(() -> now[0], all::add, Trace.KEPT_LINES);
        for (int i = 0; i < 100; i++) {
            now[0] = i * 1_000_000_000L;
            trace.add("w1", i % 2 == 0 ? shard : other, "event " + i);
        }
        assertThat(all).hasSize(100).startsWith("00:00:00.000000  w1      event 0");
        assertThat(trace.lines()).isEqualTo(100);
        assertThat(trace.last()).hasSize(Trace.KEPT_LINES).endsWith("00:01:39.000000  w1      event 99");
        assertThat(trace.last(shard)).hasSize(Trace.KEPT_LINES).endsWith("00:01:38.000000  w1      event 98");
        assertThat(trace.last(ShardId.ofOrdinal(3))).isEmpty();
    }

    @Test
    void keepsFewerLinesOfEachOfThousandsOfShards() {
        Trace trace = new Trace(() -> 0, line -> {}, Trace.keptOfEach(1_001));
        for (int i = 0; i < 100; i++) {
            trace.add("w1", shard, "event " + i);
        }
        assertThat(trace.last(shard)).hasSize(8).last().asString().endsWith("event 99");
        assertThat(Trace.keptOfEach(1_000)).isEqualTo(Trace.KEPT_LINES);
    }

    @Test
    void theHashTellsRunsApartByAnyLineTheirOrderAndTheirTime() {
        assertThat(hashOf(0, "a", "b")).isEqualTo(hashOf(0, "a", "b")).hasSize(16);
        assertThat(hashOf(0, "a", "b"))
                .isNotEqualTo(hashOf(0, "b", "a"))
                .isNotEqualTo(hashOf(0, "a"))
                .isNotEqualTo(hashOf(0, "a", "b", "b"))
                .isNotEqualTo(hashOf(1_000, "a", "b"));
    }

    @Test
    void whatHappensOftenIsPutIntoWordsForReadersOnly() {
        int[] written = {0};
        Happening happening = new Happening() {
            @Override
            public long digest() {
                return 7;
            }

            @Override
            public String toString() {
                written[0]++;
                return "it happened";
            }
        };
        Trace trace = new Trace(() -> 0);
        trace.add("w1", shard, happening);
        assertThat(trace.hash()).isNotEqualTo(new Trace(() -> 0).hash());
        assertThat(written[0]).isZero();
        assertThat(trace.last(shard)).containsExactly("00:00:00.000000  w1      it happened");
        assertThat(written[0]).isEqualTo(1);
    }

    private String hashOf(long nanos, String... lines) {
        Trace trace = new Trace(() -> nanos);
        for (String line : lines) {
            trace.add("w1", null, line);
        }
        return trace.hash();
    }
}
