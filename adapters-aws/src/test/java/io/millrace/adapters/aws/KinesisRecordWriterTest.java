package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.KinesisRecordWriter.NewRecord;
import io.millrace.adapters.aws.KinesisRecordWriter.Outcome;
import io.millrace.adapters.aws.KinesisRecordWriter.WriteException;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LocalServers.class)
class KinesisRecordWriterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void makesAMissingStreamAndPutsRecords(LocalKinesis kinesis) throws Exception {
        try (KinesisRecordWriter writer = KinesisRecordWriter.open("writer-new", kinesis.settings())) {
            assertThat(writer.createIfMissing(3, PATIENCE)).isTrue();
            assertThat(writer.createIfMissing(5, PATIENCE))
                    .as("it is there already")
                    .isFalse();

            ImmutableList<Outcome> outcomes = writer.put(IntStream.range(0, 40)
                    .mapToObj(i -> new NewRecord("key-" + i, ("text " + i).getBytes(StandardCharsets.UTF_8)))
                    .toList());

            assertThat(outcomes).hasSize(40).allSatisfy(outcome -> {
                assertThat(outcome.failure()).isEmpty();
                assertThat(outcome.shard()).isPresent();
            });
            assertThat(outcomes.stream().map(Outcome::shard).distinct()).hasSize(3);
        }
        assertThat(kinesis.client()
                        .describeStreamSummary(request -> request.streamName("writer-new"))
                        .streamDescriptionSummary()
                        .openShardCount())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDeniedException, 400, false, true, Allow kinesis:PutRecords",
        "ResourceNotFoundException, 400, false, true, the name",
        "ProvisionedThroughputExceededException, 400, true, true, throttled",
        "InternalFailure, 500, true, false, may pass",
    })
    void tellsWhatMayPassAndWhatIsKnown(String code, int status, boolean passing, boolean known, String said) {
        try (ScriptedHttp server = new ScriptedHttp(request -> ScriptedHttp.cborError(status, code, "said"));
                KinesisRecordWriter writer = KinesisRecordWriter.open("words", server.settings())) {
            assertThatExceptionOfType(WriteException.class)
                    .isThrownBy(() -> writer.put(List.of(new NewRecord("key", new byte[1]))))
                    .satisfies(failure -> {
                        assertThat(failure.isPassing()).isEqualTo(passing);
                        assertThat(failure.isKnown()).isEqualTo(known);
                        assertThat(failure)
                                .hasMessageContaining("stream 'words'")
                                .hasMessageContaining(said);
                    });
            assertThat(server.requests()).as("made once").hasSize(1);
        }
    }

    @Test
    void refusesWhatIsNoStream() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KinesisRecordWriter.open(
                        "no stream", AwsSettings.builder().region("eu-west-1").build()))
                .withMessageContaining("stream: 'no stream' is neither");
    }
}
