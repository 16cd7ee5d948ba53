package io.millrace.adapters.aws;

import static io.millrace.adapters.aws.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.ScriptedHttp.Reply;
import io.millrace.adapters.aws.local.FreePort;
import io.millrace.adapters.aws.local.LocalAws;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.StoreFailure.Kind;
import io.millrace.ports.store.WriteAnswer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;

/** What goes wrong between the store and DynamoDB, on a server that goes wrong as told. */
class DynamoDbFailuresTest {
    private static final Leadership LEADERSHIP = new Leadership(Ownership.NONE.takenBy(new SessionId("s-1")));
    private static final StreamBinding BINDING =
            new StreamBinding(new StreamIdentity("words", "arn:words", Instant.EPOCH), Instant.EPOCH);
    private static final WorkerSession SESSION =
            new WorkerSession(new SessionId("s-1"), "w", WorkerSession.State.ACTIVE, 1, Duration.ofSeconds(5), 1, 0);
    private static final Duration SHORT = Duration.ofMillis(400);

    private final ScriptedHttp server = new ScriptedHttp(request -> ScriptedHttp.json(200, "{}"));
    private DynamoDbLeaseStore store = store(server.settings());

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ProvisionedThroughputExceededException, 400, THROTTLED, THROTTLED",
        "ThrottlingException, 400, THROTTLED, THROTTLED",
        "RequestLimitExceeded, 400, THROTTLED, THROTTLED",
        "AccessDeniedException, 400, REFUSED, REFUSED",
        "UnrecognizedClientException, 400, REFUSED, REFUSED",
        "ExpiredTokenException, 400, REFUSED, REFUSED",
        "ResourceNotFoundException, 400, REFUSED, REFUSED",
        "ValidationException, 400, REFUSED, REFUSED",
        "ItemCollectionSizeLimitExceededException, 400, REFUSED, REFUSED",
        "ReplicatedWriteConflictException, 400, UNAVAILABLE, UNAVAILABLE",
        "InternalServerError, 500, UNAVAILABLE, UNKNOWN",
        "ServiceUnavailable, 503, UNAVAILABLE, UNKNOWN",
    })
    void tellsErrorsApart(String code, int status, Kind reading, Kind writing) {
        server.script(request -> ScriptedHttp.jsonError(status, code, "the words of the service"));

        assertThat(read().kind()).isEqualTo(reading);
        assertThat(listing().kind()).isEqualTo(reading);
        assertThat(failure(store.create(LEADERSHIP)).kind()).isEqualTo(writing);
        assertThat(failure(store.replace(LEADERSHIP, 3)).kind()).isEqualTo(writing);
        assertThat(failure(store.delete(EntryKey.leadership(), 3)).kind()).isEqualTo(writing);
        assertThat(server.requests()).as("each call is made once").hasSize(5);
    }

    @Test
    void saysWhatHappenedWhereAndWhatToDo() {
        server.script(request -> ScriptedHttp.jsonError(
                400, "AccessDeniedException", "User: arn:aws:iam::123456789012:user/eve is not authorized"));

        assertThat(failure(store.create(LEADERSHIP)).explanation())
                .contains("PutItem", "table 'leases'", "application 'word-count'", "region us-east-1")
                .contains(server.endpoint().toString(), "denied", "user/eve", "Allow dynamodb:PutItem");
    }

    @Test
    void doesNotRepeatTheSignedTextOfASignatureError() {
        server.script(request -> ScriptedHttp.jsonError(
                400, "InvalidSignatureException", "Canonical String: x-amz-security-token:SECRET-TOKEN"));

        assertThat(failure(store.create(LEADERSHIP)).explanation())
                .contains("InvalidSignatureException", "credentials")
                .doesNotContain("SECRET-TOKEN");
    }

    @Test
    void doesNotKnowWhatAWriteDidThatGetsNoAnswer() {
        store.close();
        store = store(server.settings().toBuilder().callTimeout(SHORT).build());
        server.script(request -> ScriptedHttp.silence());

        StoreFailure failure = failure(store.create(LEADERSHIP));

        assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(failure.explanation()).contains("PutItem", "no answer in time");
        assertThat(server.requests()).as("sent once").hasSize(1);
    }

    @Test
    void takesASilentReadForUnavailable() {
        store.close();
        store = store(server.settings().toBuilder().callTimeout(SHORT).build());
        server.script(request -> ScriptedHttp.silence());

        assertThat(read().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void doesNotKnowWhatAWriteDidWhoseConnectionBreaksAndNeverRepeatsIt() {
        assertThat(answer(WriteAnswer.Applied.class, store.create(LEADERSHIP)).revision())
                .isEqualTo(1);
        server.script(request -> ScriptedHttp.hangUp());

        StoreFailure onAKeptConnection = failure(store.replace(LEADERSHIP, 1));
        StoreFailure onANewConnection = failure(store.replace(LEADERSHIP, 1));

        assertThat(onAKeptConnection.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(onANewConnection.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(server.requests()).as("each write is sent once").hasSize(3);
    }

    @Test
    void doesNotKnowWhatAWriteDidWhoseAnswerIsGarbage() {
        server.script(request -> ScriptedHttp.json(200, "{\"Attributes\": 7"));

        assertThat(failure(store.create(LEADERSHIP)).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void saysThatNothingChangedWhenNobodyListens() {
        store.close();
        store = store(LocalAws.settings(URI.create("http://127.0.0.1:" + FreePort.find())));

        StoreFailure failure = failure(store.create(LEADERSHIP));

        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.explanation()).contains("was not sent", "no connection");
        assertThat(openFailure().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void saysThatNobodyKnowsTheHost() {
        store.close();
        store = store(LocalAws.settings(URI.create("http://dynamodb.eu-wset-1.invalid")));

        StoreFailure failure = failure(store.create(LEADERSHIP));

        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.explanation()).contains("nobody knows the host", "dynamodb.eu-wset-1.invalid", "region");
    }

    @Test
    void refusesWithoutCredentials() {
        store.close();
        store = store(AwsSettings.builder()
                .region("eu-west-1")
                .endpoint(server.endpoint())
                .credentials(SystemPropertyCredentialsProvider.create())
                .build());

        StoreFailure failure = failure(store.create(LEADERSHIP));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("there are no credentials", "AWS_ACCESS_KEY_ID", "region eu-west-1");
        assertThat(openFailure().kind()).isEqualTo(Kind.REFUSED);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void answersWhatWaitsAndWhatComesAfterItIsClosed() {
        store.close();
        store = store(server.settings(), 1);
        server.script(request -> ScriptedHttp.silence());
        CompletionStage<WriteAnswer> underWay = store.create(BINDING);
        CompletionStage<WriteAnswer> waiting = store.create(BINDING);
        org.awaitility.Awaitility.await().until(() -> server.requests().size() == 1);

        store.close();

        assertThat(failure(underWay).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(failure(waiting).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure(store.create(BINDING)).explanation()).contains("closed");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aHeartbeatDoesNotWaitBehindOtherWrites() {
        store.close();
        store = store(server.settings(), 1);
        server.script(
                request -> request.body().contains("SESSION#") ? ScriptedHttp.json(200, "{}") : ScriptedHttp.silence());
        for (int i = 0; i < 20; i++) {
            store.create(BINDING);
        }

        answer(WriteAnswer.Applied.class, store.replace(SESSION, 7));
    }

    @Test
    void theAnswerToAWriteIsItsRevision() {
        Reply done = ScriptedHttp.json(200, "{}");
        server.script(request -> done);

        assertThat(answer(WriteAnswer.Applied.class, store.create(LEADERSHIP)).revision())
                .isEqualTo(1);
        assertThat(answer(WriteAnswer.Applied.class, store.replace(LEADERSHIP, 41))
                        .revision())
                .isEqualTo(42);
        assertThat(answer(WriteAnswer.Applied.class, store.delete(EntryKey.leadership(), 41))
                        .revision())
                .isEqualTo(41);
    }

    private StoreFailure read() {
        return answer(ReadAnswer.Failed.class, store.read(EntryKey.leadership()))
                .failure();
    }

    private StoreFailure listing() {
        return answer(ListAnswer.Failed.class, store.list(EntryKind.LEASE, Optional.empty()))
                .failure();
    }

    private StoreFailure openFailure() {
        return answer(OpenAnswer.Failed.class, store.open()).failure();
    }

    private static StoreFailure failure(CompletionStage<WriteAnswer> stage) {
        return answer(WriteAnswer.Failed.class, stage).failure();
    }

    private static DynamoDbLeaseStore store(AwsSettings settings) {
        return store(settings, 2);
    }

    private static DynamoDbLeaseStore store(AwsSettings settings, int threads) {
        return DynamoDbLeaseStore.builder()
                .application("word-count")
                .table("leases")
                .threads(threads)
                .aws(settings)
                .build();
    }
}
