package io.millrace.domain.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.stream.StreamIdentity;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StreamBindingTest {
    private static final StreamBinding BINDING = new StreamBinding(
            new StreamIdentity("words", "arn:aws:kinesis:eu-west-1:123456789012:stream/words", Instant.EPOCH),
            Instant.ofEpochSecond(1_700_000_000));

    @Test
    void anIncompleteBindingIsUnderTheSameKeyAndOfNoStreamThatAWorkerCouldFind() {
        StreamBinding incomplete = BINDING.incomplete();

        assertThat(incomplete.isIncomplete()).isTrue();
        assertThat(incomplete.entryKey()).isEqualTo(BINDING.entryKey());
        assertThat(incomplete.stream()).isNotEqualTo(BINDING.stream());
        assertThat(incomplete.incomplete()).isEqualTo(incomplete);
    }

    @Test
    void completeItIsWhatItWas() {
        assertThat(BINDING.incomplete().complete()).isEqualTo(BINDING);
        assertThat(BINDING.complete()).isEqualTo(BINDING);
        assertThat(BINDING.isIncomplete()).isFalse();
    }
}
