package io.millrace.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.app.terminal.Look;
import io.millrace.domain.stream.ShardId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final ShardId SHARD = ShardId.ofOrdinal(0);
    private static final long SECOND = 1_000_000_000L;

    @Test
    void saysWhatWasProven() {
        TakeoverWatch failover = new TakeoverWatch("worker-2", ImmutableSortedSet.of(SHARD), 0);
        failover.processed("worker-1", SHARD, true, 3 * SECOND);
        DemoResult result = result(new Verdict(12, 12, 0, 0, 1, 0, words(7, 7)), Optional.of(failover));

        assertThat(result.isProven()).isTrue();
        assertThat(result.toJson())
                .isEqualTo(
                        "{\"put\":12,\"processed\":12,\"lost\":0,\"duplicates\":1,\"failoverSeconds\":[3.000],\"language\":\"java\"}");
        assertThat(Summary.of(result, Look.PLAIN, 80))
                .contains(
                        "lost                    0",
                        "failover            3.0 s  from the kill of worker-2 until others delivered from",
                        "                           its 1 shard; failover time is 3.0 s",
                        "Proven: all 2 word counts equal what was put.")
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void saysWhatWasLost() {
        DemoResult result = result(new Verdict(12, 11, 1, 0, 0, 2, words(7, 6)), Optional.empty());

        assertThat(result.isProven()).isFalse();
        assertThat(result.toJson())
                .isEqualTo(
                        "{\"put\":12,\"processed\":11,\"lost\":1,\"duplicates\":0,\"failoverSeconds\":[],\"language\":\"java\"}");
        assertThat(Summary.of(result, Look.PLAIN, 80))
                .contains(
                        "lost                    1  these were put and never processed",
                        "order              broken  for 2 records",
                        "Not proven: what was counted is not what was put.");
    }

    private static DemoResult result(Verdict verdict, Optional<TakeoverWatch> failover) {
        return new DemoResult(new DemoSettings(30, 3, 5), verdict, Optional.empty(), failover, Optional.empty());
    }

    private static ImmutableList<Verdict.WordCount> words(long put, long counted) {
        return ImmutableList.of(new Verdict.WordCount("mill", 5, 5), new Verdict.WordCount("water", put, counted));
    }
}
