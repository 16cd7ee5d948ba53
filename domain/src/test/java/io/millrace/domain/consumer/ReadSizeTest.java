package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReadSizeTest {
    private static final int MOST = 10_000;
    private static final long PLENTY = 100_000_000;

    private final ReadSize size = new ReadSize(8_000_000);

    @Test
    void theFirstReadIsOfFewRecords() {
        size.plan(PLENTY, MOST);
        assertThat(size.records()).isEqualTo(32);
        size.plan(PLENTY, 10);
        assertThat(size.records()).isEqualTo(10);
    }

    @Test
    void aBacklogIsReadInAnswersThatGrow() {
        size.plan(PLENTY, MOST);
        size.brought(32, 32_000, true);
        expect(128, 128_000);
        size.brought(128, 128_000, true);
        expect(512, 512_000);
        size.brought(512, 512_000, true);
        size.plan(PLENTY, MOST);
        size.brought(2_048, 2_048_000, true);
        expect(8_000, 8_000_000);
        size.brought(8_000, 8_000_000, true);
        expect(8_000, 8_000_000);
    }

    @Test
    void aShardThatHasLittleSetsLittleAside() {
        reachLargest();
        size.brought(100, 100_000, false);
        expect(200, 200_000);
        size.brought(10, 10_000, false);
        expect(65, 65_000);
    }

    @Test
    void emptyAnswersLetItShrink() {
        reachLargest();
        size.brought(0, 0, false);
        expect(4_000, 4_000_000);
        for (int times = 0; times < 20; times++) {
            size.brought(0, 0, true);
        }
        expect(65, 65_000);
    }

    @Test
    void anAnswerThatIsFullSaysThatThereMayBeMore() {
        size.plan(PLENTY, MOST);
        size.brought(32, 32_000, false);
        expect(128, 128_000);
    }

    @Test
    void whereMemoryIsScarceAnswersAreAsSmallAsItSays() {
        reachLargest();
        size.plan(100_000, MOST);
        assertThat(size.records()).isEqualTo(100);
        assertThat(size.expectedBytes()).isEqualTo(100_000);
        expect(8_000, 8_000_000);
    }

    @Test
    void oneIsAskedForHoweverLargeRecordsAre() {
        size.brought(3, 30_000_000, true);
        expect(1, 10_000_000);
    }

    @Test
    void smallRecordsAreAskedForUpToTheMost() {
        size.brought(100, 30_000, true);
        size.brought(10_000, 3_000_000, true);
        expect(MOST, 3_000_000);
    }

    @Test
    void recordsThatTurnOutToTakeMoreAreReckonedWith() {
        size.plan(PLENTY, MOST);
        size.brought(32, 32_000, true);
        size.turnedOut(32, 320_000);
        expect(12, 120_000);
        size.turnedOut(12, 12_000);
        expect(12, 120_000);
    }

    @Test
    void whatDidNotFitIsAskedForInSmallerPieces() {
        reachLargest();
        size.tooLarge(3, 3_000_000);
        expect(3, 3_000_000);
        size.plan(100_000, MOST);
        assertThat(size.records()).isEqualTo(1);
        assertThat(size.expectedBytes()).isEqualTo(1_000_000);
    }

    @Test
    void nothingCannotBeWanted() {
        assertThatThrownBy(() -> new ReadSize(0)).hasMessageContaining("mostBytes = 0");
    }

    private void reachLargest() {
        size.plan(PLENTY, MOST);
        size.brought(8_000, 8_000_000, true);
        expect(8_000, 8_000_000);
    }

    private void expect(int records, long bytes) {
        size.plan(PLENTY, MOST);
        assertThat(size.records()).isEqualTo(records);
        assertThat(size.expectedBytes()).isEqualTo(bytes);
    }
}
