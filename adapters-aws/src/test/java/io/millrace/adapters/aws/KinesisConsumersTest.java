package io.millrace.adapters.aws;

import static io.millrace.adapters.aws.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.ConsumerAnswer.Registered;
import io.millrace.ports.source.ConsumerAnswer.Status;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.SourceFailure.Kind;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions about consumers, on a server that answers as told. */
class KinesisConsumersTest {
    private static final String STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream/words";
    private static final String CONSUMER = STREAM + "/consumer/reader:1767225600";

    private final ScriptedHttp server =
            new ScriptedHttp(request -> ScriptedHttp.cborError(500, "InternalFailure", "?"));
    private final KinesisRecordSource source =
            KinesisRecordSource.builder().stream("words").aws(server.settings()).build();
    private final FanOutSource fanOut = source.fanOut().orElseThrow();

    @AfterEach
    void close() {
        source.close();
        server.close();
    }

    @Test
    void namesTheStreamByTheArnThatItSays() {
        script(ScriptedHttp.cbor(
                200,
                Map.of(
                        "ConsumerDescription",
                        Map.of("ConsumerName", "reader", "ConsumerARN", CONSUMER, "ConsumerStatus", "CREATING"))));

        Registered found = answer(Registered.class, fanOut.describeConsumer("reader"));

        assertThat(found).isEqualTo(new Registered("reader", CONSUMER, Status.CREATING));
        assertThat(server.requests().get(1).body()).contains(STREAM, "reader");
    }

    @Test
    void aConsumerThatIsNotFoundOnAStreamThatIsFoundIsAbsent() {
        script(ScriptedHttp.cborError(400, "ResourceNotFoundException", "Consumer reader not found."));

        answer(ConsumerAnswer.Absent.class, fanOut.describeConsumer("reader"));
        answer(ConsumerAnswer.Absent.class, fanOut.deregisterConsumer(CONSUMER));
    }

    @Test
    void aStreamThatIsNotFoundIsAFailure() {
        server.script(request -> ScriptedHttp.cborError(400, "ResourceNotFoundException", "Stream words not found."));

        SourceFailure failure = answer(ConsumerAnswer.Failed.class, fanOut.describeConsumer("reader"))
                .failure();

        assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(failure.explanation()).contains("DescribeStreamSummary");
    }

    @Test
    void whatIsLeftOfADeregisteredConsumerIsGoing() {
        script(ScriptedHttp.cbor(200, Map.of()));

        assertThat(answer(Registered.class, fanOut.deregisterConsumer(CONSUMER)))
                .isEqualTo(new Registered("reader", CONSUMER, Status.DELETING));
    }

    @ParameterizedTest
    @CsvSource({
        "ResourceInUseException, IN_USE, RegisterStreamConsumer",
        "LimitExceededException, THROTTLED, RegisterStreamConsumer",
        "InvalidArgumentException, REFUSED, RegisterStreamConsumer",
        "AccessDeniedException, REFUSED, Allow kinesis:RegisterStreamConsumer",
    })
    void tellsFailuresApart(String code, Kind kind, String said) {
        script(ScriptedHttp.cborError(400, code, "no"));

        SourceFailure failure = answer(ConsumerAnswer.Failed.class, fanOut.registerConsumer("reader"))
                .failure();

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.explanation()).contains(said, code);
    }

    /** Describes the stream, and answers this to everything else. */
    private void script(ScriptedHttp.Reply rest) {
        server.script(request -> request.operation().equals("DescribeStreamSummary")
                ? ScriptedHttp.cbor(
                        200,
                        Map.of(
                                "StreamDescriptionSummary",
                                Map.of(
                                        "StreamName",
                                        "words",
                                        "StreamARN",
                                        STREAM,
                                        "StreamStatus",
                                        "ACTIVE",
                                        "RetentionPeriodHours",
                                        24,
                                        "OpenShardCount",
                                        1,
                                        "StreamCreationTimestamp",
                                        1767225600000L)))
                : rest);
    }
}
