package io.millrace.domain.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final ImmutableList<String> WORDS = ImmutableList.of("streamName", "streamArn", "maxRecords");

    @ParameterizedTest
    @CsvSource({"streamname, streamName", "streamArm, streamArn", "stream, streamArn", "maxrecord, maxRecords"})
    void findsTheWordThatNeedsTheFewestChanges(String typed, String meant) {
        assertThat(Nearest.to(typed, WORDS)).isEqualTo(meant);
    }
}
