package io.millrace.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScoreboardTest {
    private static final ShardId SHARD = ShardId.ofOrdinal(0);
    private static final ShardId OTHER = ShardId.ofOrdinal(1);
    private static final long SECOND = 1_000_000_000L;

    private long now;
    private final Scoreboard scoreboard = new Scoreboard(() -> now);

    @Test
    void provesThatAllIsCountedOnce() {
        put(SHARD, 1, "ann", "water");
        put(SHARD, 2, "bob", "mill");
        put(OTHER, 1, "cid", "water");
        process("worker-1", SHARD, 1, "water");
        process("worker-1", SHARD, 2, "mill");
        process("worker-2", OTHER, 1, "water");

        Verdict verdict = scoreboard.verdict();
        assertThat(verdict.isProven()).isTrue();
        assertThat(verdict)
                .extracting(Verdict::put, Verdict::processed, Verdict::lost, Verdict::duplicates)
                .containsExactly(3L, 3L, 0L, 0L);
        assertThat(verdict.words())
                .containsExactly(new Verdict.WordCount("mill", 1, 1), new Verdict.WordCount("water", 2, 2));
    }

    @Test
    void aRecordThatIsMissingIsLost() {
        put(SHARD, 1, "ann", "water");
        put(SHARD, 2, "ann", "mill");
        process("worker-1", SHARD, 2, "mill");

        assertThat(scoreboard.verdict().lost()).isEqualTo(1);
        assertThat(scoreboard.verdict().isProven()).isFalse();
    }

    @Test
    void aRepeatedRecordDoesNotMakeUpForALostOne() {
        put(SHARD, 1, "ann", "water");
        put(SHARD, 2, "ann", "water");
        process("worker-1", SHARD, 2, "water");
        process("worker-2", SHARD, 2, "water");

        Verdict verdict = scoreboard.verdict();
        assertThat(verdict.duplicates()).isEqualTo(1);
        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.words()).containsExactly(new Verdict.WordCount("water", 2, 1));
    }

    @Test
    void theSameSequenceNumberOfTwoShardsIsTwoRecords() {
        put(SHARD, 1, "ann", "water");
        put(OTHER, 1, "bob", "mill");
        process("worker-1", SHARD, 1, "water");
        process("worker-1", OTHER, 1, "mill");

        assertThat(scoreboard.duplicates()).isZero();
        assertThat(scoreboard.verdict().isProven()).isTrue();
    }

    @Test
    void aWordThatNobodyPutSoIsForeign() {
        put(SHARD, 1, "ann", "water");
        process("worker-1", SHARD, 1, "wine");
        process("worker-1", SHARD, 2, "water");

        assertThat(scoreboard.verdict().foreign()).isEqualTo(2);
        assertThat(scoreboard.verdict().isProven()).isFalse();
    }

    @Test
    void seesWhenTheOrderOfAPartitionKeyIsBroken() {
        put(SHARD, 1, "ann", "water");
        put(OTHER, 1, "bob", "mill");
        put(OTHER, 2, "ann", "wheel");
        process("worker-1", OTHER, 2, "wheel");
        process("worker-1", OTHER, 1, "mill");
        process("worker-1", SHARD, 1, "water");

        assertThat(scoreboard.verdict().disorder()).isEqualTo(1);
        assertThat(scoreboard.verdict().isProven()).isFalse();
    }

    @Test
    void aRepetitionOutOfOrderIsNoDisorder() {
        put(SHARD, 1, "ann", "water");
        put(SHARD, 2, "ann", "mill");
        process("worker-1", SHARD, 1, "water");
        process("worker-1", SHARD, 2, "mill");
        process("worker-2", SHARD, 1, "water");

        assertThat(scoreboard.verdict().isProven()).isTrue();
    }

    @Test
    void knowsHowFarAShardIsBehind() {
        put(SHARD, 1, "ann", "water");
        now = 2 * SECOND;
        put(SHARD, 2, "ann", "mill");
        now = 5 * SECOND;

        assertThat(scoreboard.backlog(SHARD)).isEqualTo(new Scoreboard.Backlog(2, 5 * SECOND, 0));
        process("worker-1", SHARD, 1, "water");
        assertThat(scoreboard.backlog(SHARD)).isEqualTo(new Scoreboard.Backlog(1, 3 * SECOND, 1));
        process("worker-1", SHARD, 2, "mill");
        assertThat(scoreboard.backlog(SHARD)).isEqualTo(new Scoreboard.Backlog(0, 0, 2));
        assertThat(scoreboard.backlog(OTHER)).isEqualTo(new Scoreboard.Backlog(0, 0, 0));
    }

    @Test
    void aRecordMayBeProcessedBeforeItsPutIsKnown() {
        process("worker-1", SHARD, 1, "water");
        put(SHARD, 1, "ann", "water");

        assertThat(scoreboard.backlog(SHARD).records()).isZero();
        assertThat(scoreboard.verdict().isProven()).isTrue();
    }

    @Test
    void aTakeoverIsOverWhenTheLastShardIsDeliveredByAnother() {
        TakeoverWatch watch = new TakeoverWatch("worker-1", ImmutableSortedSet.of(SHARD, OTHER), 10 * SECOND);
        scoreboard.addListener(watch);
        put(SHARD, 1, "ann", "water");
        put(OTHER, 1, "ann", "mill");

        now = 11 * SECOND;
        process("worker-1", SHARD, 1, "water");
        now = 12 * SECOND;
        process("worker-2", SHARD, 1, "water");
        assertThat(watch.isComplete()).isFalse();
        assertThat(watch.took()).isEmpty();
        now = 14 * SECOND;
        process("worker-3", OTHER, 1, "mill");
        now = 20 * SECOND;
        process("worker-3", OTHER, 1, "mill");

        assertThat(watch.took()).contains(Duration.ofSeconds(4));
        assertThat(watch.longestPause()).isEqualTo(Duration.ofSeconds(4));
        assertThat(watch.repeated()).isEqualTo(2);
    }

    private void put(ShardId shard, long sequenceNumber, String reader, String text) {
        scoreboard.put(shard, SequenceNumber.of(sequenceNumber), reader, text);
    }

    private void process(String worker, ShardId shard, long sequenceNumber, String text) {
        scoreboard.processed(worker, shard, SequenceNumber.of(sequenceNumber), text);
    }
}
