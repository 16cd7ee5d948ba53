package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReadSizeTest {
    private static final int MOST = 10_000;

    private final ReadSize size = new ReadSize(2_000_000);

    @Test
    void theFirstReadIsSmall() {
        assertThat(size.records(MOST)).isEqualTo(500);
        assertThat(size.records(100)).isEqualTo(100);
    }

    @Test
    void theNextAsksForAsManyAsWeighWhatIsWanted() {
        size.brought(500, 500_000);
        assertThat(size.records(MOST)).isEqualTo(2_000);
        size.brought(2_000, 8_000_000);
        assertThat(size.records(MOST)).isEqualTo(500);
    }

    @Test
    void smallRecordsAreAskedForUpToTheMost() {
        size.brought(500, 50_000);
        assertThat(size.records(MOST)).isEqualTo(MOST);
        size.brought(500, 0);
        assertThat(size.records(MOST)).isEqualTo(MOST);
    }

    @Test
    void oneIsAskedForHoweverLargeRecordsAre() {
        size.brought(3, 30_000_000);
        assertThat(size.records(MOST)).isEqualTo(1);
    }

    @Test
    void anEmptyAnswerTellsNothing() {
        size.brought(500, 500_000);
        size.brought(0, 0);
        assertThat(size.records(MOST)).isEqualTo(2_000);
    }

    @Test
    void nothingCannotBeWanted() {
        assertThatThrownBy(() -> new ReadSize(0)).hasMessageContaining("wantedBytes = 0");
    }
}
