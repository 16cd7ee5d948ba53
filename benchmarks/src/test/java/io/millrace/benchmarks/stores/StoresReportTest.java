package io.millrace.benchmarks.stores;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.junit.jupiter.api.Test;

class StoresReportTest {
    private static final Price PRICE = new Price(1.25, 0.25);
    private static final Load LOAD =
            new Load("kcl2", "KCL 2.x", true, 302.3, 0, 0, 2.5, 2_493.8, 872_818, 302.3, 107.2);

    private final StoreResults results = new StoreResults(ImmutableList.of(StoreKind.MEMORY, StoreKind.SQLITE));

    StoresReportTest() {
        add(1, 5.5);
        add(3, 6.5);
        add(2, 5.9);
    }

    private void add(double read, double failover) {
        results.add(
                StoreKind.MEMORY,
                ImmutableMap.of(
                        StoreFigure.READ_MEDIAN,
                        read,
                        StoreFigure.READ_99,
                        10 * read,
                        StoreFigure.REPLACES_PER_SECOND,
                        12_345.6,
                        StoreFigure.FAILOVER,
                        failover));
    }

    @Test
    void tablesShowMediansOfTheRoundsAndADashForWhatWasNotMeasured() {
        assertThat(StoresReport.tables(results, ImmutableList.of(LOAD), PRICE)).contains("""
                | memory | – | 2.00 / 20.00 | – | – | – | 12,346 | 5.9 |
                | a file of SQLite | – | – | – | – | – | – | – |
                """, """
                | KCL 2.x, computed | 302.3 | 0.0 | 0.0 | 2.5 | 2,494 | 872.8 | 302.3 | 107.2 | 1,063 |
                """);
    }

    @Test
    void withoutALoadThereIsOneTable() {
        assertThat(StoresReport.tables(results, ImmutableList.of(), PRICE))
                .contains("| store |")
                .doesNotContain("| fleet |");
    }

    @Test
    void linesOfJsonHaveNullForWhatWasNotMeasured() {
        String[] lines =
                StoresReport.lines(results, ImmutableList.of(LOAD), PRICE).split("\n");
        assertThat(lines).hasSize(3);
        assertThat(lines[0])
                .startsWith("{\"store\":\"memory\",\"rounds\":3,\"createMedianMillis\":null")
                .contains("\"readMedianMillis\":2.0")
                .endsWith("\"failoverSeconds\":5.9}");
        assertThat(lines[1]).startsWith("{\"store\":\"sqlite\",\"rounds\":0");
        assertThat(lines[2]).startsWith("{\"fleet\":\"kcl2\",\"computed\":true,\"leaseWritesPerSecond\":302.3");
    }
}
