package io.millrace.adapters.aws;

import static io.millrace.adapters.aws.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.local.FreePort;
import io.millrace.adapters.aws.local.LocalAws;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.SourceFailure.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;

/** What goes wrong between the source and Kinesis, on a server that goes wrong as told. */
class KinesisFailuresTest {
    private static final ShardId SHARD = ShardId.ofOrdinal(0);

    private final ScriptedHttp server =
            new ScriptedHttp(request -> ScriptedHttp.cborError(500, "InternalFailure", "?"));
    private KinesisRecordSource source = source(server.settings());

    @AfterEach
    void close() {
        source.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ProvisionedThroughputExceededException, 400, THROTTLED, Nothing changed",
        "LimitExceededException, 400, THROTTLED, throttled",
        "KMSThrottlingException, 400, THROTTLED, throttled",
        "ThrottlingException, 400, THROTTLED, throttled",
        "ExpiredIteratorException, 400, EXPIRED_ITERATOR, too old",
        "ExpiredNextTokenException, 400, EXPIRED_TOKEN, from the beginning",
        "ResourceNotFoundException, 400, NOT_FOUND, the name",
        "ResourceInUseException, 400, UNAVAILABLE, Try later",
        "InternalFailure, 500, UNAVAILABLE, may pass",
        "ServiceUnavailable, 503, UNAVAILABLE, may pass",
        "AccessDeniedException, 400, REFUSED, Allow kinesis:GetRecords",
        "KMSAccessDeniedException, 400, REFUSED, encryption key",
        "KMSDisabledException, 400, REFUSED, encryption key",
        "KMSInvalidStateException, 400, REFUSED, encryption key",
        "KMSNotFoundException, 400, REFUSED, encryption key",
        "UnrecognizedClientException, 400, REFUSED, credentials",
        "ExpiredTokenException, 400, REFUSED, expired",
        "IncompleteSignatureException, 400, REFUSED, credentials",
        "InvalidSignatureException, 403, REFUSED, clock",
        "InvalidArgumentException, 400, REFUSED, never be accepted",
        "ValidationException, 400, REFUSED, never be accepted",
    })
    void tellsErrorsApartAndExplainsThem(String code, int status, Kind kind, String said) {
        server.script(request -> ScriptedHttp.cborError(status, code, "the words of the service"));

        SourceFailure failure = failureOfReading();

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.explanation())
                .contains("GetRecords", "stream 'words'", "region us-east-1", code, said)
                .contains(server.endpoint().toString());
        assertThat(server.requests()).as("made once").hasSize(1);
    }

    @Test
    void keepsTheWordsThatTellAMissingShardFromAMissingStream() {
        server.script(request -> ScriptedHttp.cborError(
                400, "ResourceNotFoundException", "Shard shardId-000000000000 in stream words does not exist"));

        SourceFailure failure = answer(
                        IteratorAnswer.Failed.class, source.iterator(SHARD, new ReadPosition.TrimHorizon()))
                .failure();

        assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(failure.explanation()).contains("GetShardIterator", "Shard shardId-000000000000 in stream words");
    }

    @Test
    void namesThePermissionThatEachCallNeeds() {
        server.script(request -> ScriptedHttp.cborError(400, "AccessDeniedException", "no"));

        assertThat(answer(DescribeAnswer.Failed.class, source.describe())
                        .failure()
                        .explanation())
                .contains("Allow kinesis:DescribeStreamSummary");
        assertThat(answer(ListShardsAnswer.Failed.class, source.listShards(new ShardFilter.All(), Optional.empty()))
                        .failure()
                        .explanation())
                .contains("Allow kinesis:ListShards");
        assertThat(answer(IteratorAnswer.Failed.class, source.iterator(SHARD, new ReadPosition.Latest()))
                        .failure()
                        .explanation())
                .contains("Allow kinesis:GetShardIterator");
    }

    @Test
    void namesTheStreamByItsArnIfItWasGiven() {
        source.close();
        source = KinesisRecordSource.builder().stream("arn:aws:kinesis:us-east-1:123456789012:stream/words")
                .aws(server.settings())
                .build();

        assertThat(failureOfReading().explanation()).contains("arn:aws:kinesis:us-east-1:123456789012:stream/words");
        assertThat(source.streamName()).isEqualTo("words");
    }

    @Test
    void isUnavailableWhenTheServiceSaysNothing() {
        source.close();
        source = source(server.settings().toBuilder()
                .callTimeout(Duration.ofMillis(400))
                .build());
        server.script(request -> ScriptedHttp.silence());

        SourceFailure failure = failureOfReading();

        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.explanation()).contains("no answer in time");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void isUnavailableWhenTheConnectionBreaks() {
        server.script(request -> ScriptedHttp.hangUp());

        assertThat(failureOfReading().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void isUnavailableWhenNobodyListens() {
        source.close();
        source = source(LocalAws.settings(URI.create("http://127.0.0.1:" + FreePort.find())));

        SourceFailure failure = failureOfReading();

        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.explanation()).contains("no connection", "firewall");
    }

    @Test
    void saysThatTheRegionMayBeMisspelt() {
        source.close();
        source = source(LocalAws.settings(URI.create("https://kinesis.eu-wset-1.invalid")));

        SourceFailure failure = failureOfReading();

        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.explanation()).contains("nobody knows the host kinesis.eu-wset-1.invalid", "misspelt");
    }

    @Test
    void saysThatTheEndpointDoesNotSpeakTls() {
        source.close();
        source =
                source(LocalAws.settings(URI.create(server.endpoint().toString().replace("http:", "https:"))));

        assertThat(failureOfReading().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void refusesWithoutCredentials() {
        source.close();
        source = source(AwsSettings.builder()
                .region("eu-west-1")
                .endpoint(server.endpoint())
                .credentials(SystemPropertyCredentialsProvider.create())
                .build());

        SourceFailure failure = failureOfReading();

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("there are no credentials", "AWS_ACCESS_KEY_ID");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void callsAtOnceAreBoundedAndTheRestWaits() {
        source.close();
        source = KinesisRecordSource.builder().stream("words")
                .aws(server.settings())
                .threads(3)
                .build();
        server.script(request -> ScriptedHttp.silence());
        for (int shard = 0; shard < 50; shard++) {
            source.records(ShardId.ofOrdinal(shard), "iterator", 10);
        }
        CompletionStage<RecordsAnswer> waiting = source.records(SHARD, "iterator", 10);
        Awaitility.await().until(() -> server.requests().size() == 3);

        source.close();

        assertThat(answer(RecordsAnswer.Failed.class, waiting).failure().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(server.requests()).hasSize(3);
        assertThat(failureOfReading().explanation()).contains("closed");
    }

    private SourceFailure failureOfReading() {
        return answer(RecordsAnswer.Failed.class, source.records(SHARD, "iterator", 10))
                .failure();
    }

    private static KinesisRecordSource source(AwsSettings settings) {
        return KinesisRecordSource.builder().stream("words").aws(settings).build();
    }
}
