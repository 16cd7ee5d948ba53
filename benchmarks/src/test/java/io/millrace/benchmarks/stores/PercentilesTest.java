package io.millrace.benchmarks.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(new Percentiles(3, 1, 2).median()).isEqualTo(2);
        assertThat(new Percentiles(4, 1, 3, 2).median()).isEqualTo(2.5);
        assertThat(new Percentiles(7).median()).isEqualTo(7);
    }

    @Test
    void aPercentileIsOneOfTheValues() {
        Percentiles hundred = new Percentiles(
                IntStream.rangeClosed(1, 100).mapToDouble(value -> 101 - value).toArray());
        assertThat(hundred.at(99)).isEqualTo(99);
        assertThat(hundred.at(100)).isEqualTo(100);
        assertThat(hundred.at(0.5)).isEqualTo(1);
        assertThat(new Percentiles(1, 2, 3).at(99)).isEqualTo(3);
    }

    @Test
    void nothingHasNoPercentiles() {
        assertThatIllegalArgumentException().isThrownBy(Percentiles::new);
        assertThatIllegalArgumentException().isThrownBy(() -> new Percentiles(1).at(0));
    }
}
