package io.millrace.benchmarks.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;

class PriceTest {
    private static final Price PRICE = new Price(1.25, 0.25);
    private static final Load OWN = new Load("own", "own", false, 10, 25, 100, 5, 200, 70_000, 35, 110);

    @Test
    void aMonthHas730Hours() {
        Load load = new Load("a", "a", false, 0, 0, 0, 0, 0, 0, 1, 4);
        assertThat(PRICE.dollarsPerMonth(load)).isEqualTo(730 * 3_600 * (1.25 + 4 * 0.25) / 1e6, within(1e-9));
    }

    @Test
    void readUnitsAreWholeAndAtLeastOne() {
        assertThat(Price.readUnits(0)).isEqualTo(1);
        assertThat(Price.readUnits(4_096)).isEqualTo(1);
        assertThat(Price.readUnits(4_097)).isEqualTo(2);
        assertThat(Price.readUnits(350_000)).isEqualTo(86);
    }

    @Test
    void kclRenewsEachLeaseAndScansByEveryWorkerOrByItsLeader() {
        ImmutableList<Load> loads = KclLoad.of(1_000, 50, 10);
        Load two = loads.get(0);
        Load three = loads.get(1);
        assertThat(two.leaseWrites()).isEqualTo(1_000 / 3.308 + 10, within(0.1));
        assertThat(two.readUnits()).isEqualTo(50 / 20.05 * 86 / 2, within(0.1));
        assertThat(two.entriesListed()).isEqualTo(50 / 20.05 * 1_000, within(0.1));
        assertThat(three.writeUnits()).isEqualTo(1_000 / 3.308 + 10 + 51 / 30.0, within(0.1));
        assertThat(three.readUnits()).isEqualTo((86 / 20.0 + 50 / 9.975) / 2, within(0.1));
    }

    @Test
    void millraceInKclsTableRenewsAsManyAndLooksMoreOften() {
        Load shared = KclLoad.ofMillrace(OWN, 1_000);
        assertThat(shared.leaseWrites()).isEqualTo(10 + 1_000 / 3.308, within(0.1));
        assertThat(shared.otherWrites()).isEqualTo(OWN.otherWrites());
        assertThat(shared.listings()).isEqualTo(5 + 1 / 2.5 - 1 / 30.0, within(0.01));
        assertThat(shared.readUnits()).isEqualTo(110 + 86 / 2.5 / 2 - 86 / 30.0, within(0.01));
    }
}
