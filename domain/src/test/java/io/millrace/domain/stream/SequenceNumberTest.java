package io.millrace.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceNumberTest {
    @ParameterizedTest
    @CsvSource({
        "9, 10",
        "99, 100",
        "0, 1",
        "49680471796282105015582667651722857943277285705724723234, "
                + "49680471796282105015582667651722857943277285705724723235"
    })
    void comparesAsNumbersHoweverTheyCame(String less, String more) {
        SequenceNumber small = SequenceNumber.of(less);
        SequenceNumber large = SequenceNumber.of(more);
        SequenceNumber smallNumber = new SequenceNumber(new BigInteger(less));
        SequenceNumber largeNumber = new SequenceNumber(new BigInteger(more));

        assertThat(small).isLessThan(large).isLessThan(largeNumber);
        assertThat(smallNumber).isLessThan(large).isLessThan(largeNumber);
        assertThat(large).isGreaterThan(small).isGreaterThan(smallNumber);
        assertThat(small).isEqualTo(smallNumber).hasSameHashCodeAs(smallNumber).isEqualByComparingTo(smallNumber);
        assertThat(small.value()).isEqualTo(new BigInteger(less));
        assertThat(smallNumber).hasToString(less);
    }

    @ParameterizedTest
    @ValueSource(strings = {"007", "+7", "\u0667"})
    void otherWritingsOfANumberAreThatNumber(String text) {
        assertThat(SequenceNumber.of(text)).isEqualTo(SequenceNumber.of(7)).hasToString("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "1.5", " 1"})
    void whatIsNoNumberIsRefused(String text) {
        assertThatThrownBy(() -> SequenceNumber.of(text)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void aNegativeNumberIsRefused() {
        assertThatThrownBy(() -> SequenceNumber.of("-1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bytesAreReadAsTheTextIs() {
        for (String text :
                new String[] {"0", "7", "49590338271490256608559692538361571095921575989136588898", "007", "10"}) {
            byte[] bytes = ("x" + text + "y").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            assertThat(SequenceNumber.of(bytes, 1, bytes.length - 1))
                    .isEqualTo(SequenceNumber.of(text))
                    .hasToString(SequenceNumber.of(text).toString());
        }
        for (String text : new String[] {"", "1 2", "12a", "/", ":", "\u00e4"}) {
            byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> SequenceNumber.of(bytes, 0, bytes.length))
                    .as(text)
                    .isInstanceOf(NumberFormatException.class);
        }
    }
}
