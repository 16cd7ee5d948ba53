package io.millrace.domain.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.domain.lease.WorkerLoad;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadLevelsTest {
    @ParameterizedTest
    @CsvSource({"65536, 0, 0, 1", "0, 62.5, 0, 1", "0, 0, 0.05, 1", "1048576, 1000, 0.4, 16", "0, 500, 0.5, 10"})
    void theLargestOfTheThreeCounts(double bytesPerSecond, double recordsPerSecond, double cores, double units) {
        assertThat(LoadLevels.units(bytesPerSecond, recordsPerSecond, cores)).isCloseTo(units, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1.99, 0", "2, 1", "2.99, 1", "3, 2", "4.5, 3", "16, 6", "1e300, 24"})
    void levelsAreGeometric(double units, int level) {
        assertThat(LoadLevels.of(units)).isEqualTo(level);
    }

    @Test
    void allLightLeasesWeighTheSame() {
        assertThat(LoadLevels.weight(0)).isEqualTo(1);
        assertThat(LoadLevels.weight(1)).isEqualTo(3);
    }

    @Property(tries = 300)
    void aLoadThatWaversByATenthChangesALevelOnceAtMost(
            @ForAll @IntRange(max = WorkerLoad.HIGHEST_LEVEL) int start,
            @ForAll @DoubleRange(max = 1_000) double units) {
        int settled = LoadLevels.next(start, units);

        assertThat(LoadLevels.next(settled, units)).isEqualTo(settled);
        int risen = LoadLevels.next(settled, units * 1.1);
        if (risen > settled) {
            assertThat(LoadLevels.next(risen, units * 0.95))
                    .as("once it has risen it stays")
                    .isEqualTo(risen);
        }
        assertThat(risen - settled).isBetween(0, 1);
    }
}
