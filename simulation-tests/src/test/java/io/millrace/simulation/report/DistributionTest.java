package io.millrace.simulation.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DistributionTest {
    @Test
    void ofNothingIsAllZeros() {
        assertThat(Distribution.EMPTY.count()).isZero();
        assertThat(Distribution.EMPTY.quantile(0.99)).isZero();
    }

    @Test
    void smallValuesAreExact() {
        Tally tally = new Tally();
        for (int value = 1; value <= 100; value++) {
            tally.add(value);
        }
        Distribution distribution = tally.distribution();
        assertThat(distribution.quantile(0.5)).isEqualTo(50);
        assertThat(distribution.quantile(0.99)).isEqualTo(99);
        assertThat(distribution.quantile(1)).isEqualTo(100);
    }

    @Test
    void largeValuesAreKeptToWithinTwoHundredthsAndTheLargestExactly() {
        Tally tally = new Tally();
        tally.add(1_000_003);
        tally.add(5_000_007);
        assertThat(tally.distribution().quantile(0.5)).isBetween(1_000_003L, 1_020_000L);
        assertThat(tally.distribution().quantile(1)).isEqualTo(5_000_007);
        assertThat(tally.distribution().max()).isEqualTo(5_000_007);
    }
}
