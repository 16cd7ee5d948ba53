package io.millrace.engine.consumption;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final long MEBIBYTE = 1 << 20;

    private final MemoryBudget budget = new MemoryBudget(256 * MEBIBYTE);
    private final List<String> granted = new ArrayList<>();

    @Test
    void whoWaitsIsServedInOrder() {
        reserve("a", 200 * MEBIBYTE);
        reserve("b", 100 * MEBIBYTE);
        reserve("c", 10 * MEBIBYTE);
        assertThat(granted).containsExactly("a");
        budget.giveBack(100 * MEBIBYTE);
        assertThat(granted).containsExactly("a", "b", "c");
        assertThat(budget.usedBytes()).isEqualTo(210 * MEBIBYTE);
    }

    @Test
    void whatIsLargerThanTheBudgetIsServedWhenNothingElseIsHeld() {
        reserve("a", MEBIBYTE);
        reserve("b", 300 * MEBIBYTE);
        reserve("c", MEBIBYTE);
        assertThat(granted).containsExactly("a");
        budget.giveBack(MEBIBYTE);
        assertThat(granted).containsExactly("a", "b");
        budget.giveBack(300 * MEBIBYTE);
        assertThat(granted).containsExactly("a", "b", "c");
    }

    @Test
    void whatLiesInConnectionsIsNotThereForRecords() {
        budget.stand(56 * MEBIBYTE);
        reserve("a", 190 * MEBIBYTE);
        reserve("b", 20 * MEBIBYTE);
        assertThat(granted).containsExactly("a");
        assertThat(budget.usedBytes()).isEqualTo(190 * MEBIBYTE);
        budget.stand(-10 * MEBIBYTE);
        assertThat(granted).containsExactly("a", "b");
    }

    @Test
    void halfOfTheBudgetIsForRecordsWhateverLiesInConnections() {
        budget.stand(1_000 * MEBIBYTE);
        reserve("a", 100 * MEBIBYTE);
        reserve("b", 28 * MEBIBYTE);
        reserve("c", 1);
        assertThat(granted).containsExactly("a", "b");
    }

    @Test
    void howMuchIsWantedIsAskedWhenItIsGiven() {
        long[] wanted = {300 * MEBIBYTE};
        reserve("a", 200 * MEBIBYTE);
        budget.reserve(() -> wanted[0], bytes -> granted.add("b"));
        wanted[0] = MEBIBYTE;
        budget.adjust(0);
        assertThat(granted).containsExactly("a", "b");
        assertThat(budget.usedBytes()).isEqualTo(201 * MEBIBYTE);
    }

    @Test
    void answersAreTheSmallerTheMoreWaitsForProcessors() {
        for (int shard = 0; shard < 1_000; shard++) {
            budget.shardBegins();
        }
        assertThat(budget.answerBytes()).isEqualTo(8 * MEBIBYTE);
        budget.adjust(64 * MEBIBYTE);
        assertThat(budget.answerBytes()).isEqualTo(4 * MEBIBYTE);
        budget.adjust(128 * MEBIBYTE);
        assertThat(budget.answerBytes()).isEqualTo(256 * MEBIBYTE / 2_000);
    }

    @Test
    void memoryForReadsUnderWayMakesAnswersNoSmaller() {
        reserve("a", 250 * MEBIBYTE);
        assertThat(budget.answerBytes()).isEqualTo(8 * MEBIBYTE);
    }

    @Test
    void aShardHoldsMoreThanItsShareOnlyWhileThereIsPlenty() {
        budget.shardBegins();
        budget.shardBegins();
        budget.adjust(100 * MEBIBYTE);
        assertThat(budget.isWithinShare(100 * MEBIBYTE)).isTrue();
        budget.adjust(100 * MEBIBYTE);
        assertThat(budget.isWithinShare(100 * MEBIBYTE)).isFalse();
        assertThat(budget.isWithinShare(50 * MEBIBYTE)).isTrue();
        budget.shardEnds();
        assertThat(budget.isWithinShare(100 * MEBIBYTE)).isTrue();
    }

    @Test
    void recordsFitThatTakeMoreThanWasExpectedWhileThereIsRoom() {
        reserve("a", 2 * MEBIBYTE);
        assertThat(budget.fits(500 * MEBIBYTE, 2 * MEBIBYTE)).isTrue();
        budget.adjust(200 * MEBIBYTE);
        assertThat(budget.fits(54 * MEBIBYTE, 2 * MEBIBYTE)).isTrue();
        assertThat(budget.fits(55 * MEBIBYTE, 2 * MEBIBYTE)).isFalse();
        assertThat(budget.fits(-MEBIBYTE, 2 * MEBIBYTE)).isTrue();
    }

    @Test
    void theStandardBudgetLeavesTheSmallHeapRoomForMore() {
        assertThat(MemoryBudget.standardBytes(8_192 * MEBIBYTE)).isEqualTo(256 * MEBIBYTE);
        assertThat(MemoryBudget.standardBytes(300 * MEBIBYTE)).isEqualTo(100 * MEBIBYTE);
        assertThat(MemoryBudget.standardBytes(MEBIBYTE)).isEqualTo(MEBIBYTE);
    }

    private void reserve(String name, long bytes) {
        budget.reserve(() -> bytes, given -> granted.add(name));
    }
}
