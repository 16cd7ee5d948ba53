package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

/** Bad settings are refused when an adapter is made, all of them together. */
class SettingsTest {
    @Test
    void aSourceRefusesAllThatIsWrongAtOnce() {
        KinesisRecordSourceBuilder builder = KinesisRecordSource.builder().stream("a stream")
                .threads(0)
                .aws(aws -> aws.region("Ireland")
                        .endpoint(URI.create("localhost:4567"))
                        .stsEndpoint(URI.create("https://eve:SECRET@sts"))
                        .profile("no-such-profile")
                        .credentials(AnonymousCredentialsProvider.create())
                        .assumedRole(
                                AssumedRole.of("reader").withSessionName("a b").withExternalId(" "))
                        .callTimeout(Duration.ZERO)
                        .connectTimeout(Duration.ofSeconds(-1))
                        .userAgentSuffix("ümlaut"));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "Kinesis record source refused",
                        "stream: 'a stream' is neither a stream's name",
                        "threads: 0 is not 1 to 1024",
                        "region: 'Ireland' is no region name; give one such as eu-west-1",
                        "endpoint: 'localhost:4567' is no address",
                        "stsEndpoint: holds a user name or password",
                        "profile: 'no-such-profile' is given beside credentials",
                        "profile: there is no 'no-such-profile'",
                        "assumedRole: 'reader' is no role",
                        "assumedRole: session name 'a b'",
                        "assumedRole: the external id is blank",
                        "callTimeout: PT0S",
                        "connectTimeout: PT-1S",
                        "userAgentSuffix: 'ümlaut'")
                .message()
                .doesNotContain("SECRET");
    }

    @Test
    void aStoreRefusesAllThatIsWrongAtOnce() {
        DynamoDbLeaseStoreBuilder builder = DynamoDbLeaseStore.builder()
                .application(" ")
                .table("a table")
                .threads(1000)
                .aws(aws -> aws.region(""));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "DynamoDB lease store refused",
                        "application: is not set",
                        "table: 'a table'",
                        "threads: 1000 is not 1 to 256",
                        "region: ''");
    }

    @Test
    void settingsAreCheckedByThemselvesToo() {
        assertThatThrownBy(() -> AwsSettings.builder().region("?").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AWS settings refused")
                .hasMessageContaining("region: '?'");
    }

    @Test
    void anApplicationsNameIsNoLongerThanAPartitionKey() {
        assertThatThrownBy(() -> DynamoDbLeaseStore.builder()
                        .application("ß".repeat(1025))
                        .table("leases")
                        .aws(aws -> aws.region("eu-west-1"))
                        .build())
                .hasMessageContaining("application: is longer than 2048 bytes");
    }

    @Test
    void aTableOfAnotherAccountIsNotCreated() {
        DynamoDbLeaseStoreBuilder builder = DynamoDbLeaseStore.builder()
                .application("word-count")
                .table("arn:aws:dynamodb:eu-west-1:123456789012:table/leases")
                .aws(aws -> aws.region("eu-west-1"));

        assertThatThrownBy(builder::build).hasMessageContaining("createTableIfMissing");
        builder.createTableIfMissing(false).build().close();
    }

    @Test
    void theArnTellsTheRegionAndARegionMustNotContradictIt() {
        String arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/words";
        KinesisRecordSource.builder().stream(arn).build().close();

        assertThatThrownBy(() -> KinesisRecordSource.builder().stream(arn)
                        .aws(aws -> aws.region("eu-west-2"))
                        .build())
                .hasMessageContaining("region: 'eu-west-2' is not that of the stream's ARN, 'eu-west-1'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "words",
                "a.b_c-D9",
                "arn:aws-cn:kinesis:cn-north-1:123456789012:stream/words",
                "arn:aws-us-gov:kinesis:us-gov-west-1:123456789012:stream/words"
            })
    void acceptsNamesAndArns(String stream) {
        KinesisRecordSourceBuilder builder = KinesisRecordSource.builder().stream(stream);
        if (!stream.startsWith("arn:")) {
            builder.aws(aws -> aws.region("eu-west-1"));
        }
        builder.build().close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/b",
                "arn:aws:kinesis:eu-west-1:1:stream/words",
                "arn:aws:dynamodb:eu-west-1:123456789012:table/words",
                "arn:aws:kinesis:eu-west-1:123456789012:stream/words/consumer/c:1"
            })
    void refusesOtherStreams(String stream) {
        assertThatThrownBy(() -> KinesisRecordSource.builder().stream(stream)
                        .aws(aws -> aws.region("eu-west-1"))
                        .build())
                .hasMessageContaining("stream: ");
    }

    @Test
    void whatIsSetLaterAddsToWhatWasSetBefore() {
        AwsSettings settings = AwsSettings.builder()
                .region("eu-west-1")
                .endpoint(URI.create("http://localhost:4567"))
                .callTimeout(Duration.ofSeconds(3))
                .build();

        AwsSettings changed = settings.toBuilder().region("eu-west-2").build();

        assertThat(changed.region()).contains("eu-west-2");
        assertThat(changed.endpoint()).contains(URI.create("http://localhost:4567"));
        assertThat(changed.callTimeout()).contains(Duration.ofSeconds(3));
        assertThat(settings.region()).contains("eu-west-1");
    }

    @Test
    void aRoleDoesNotShowItsExternalId() {
        assertThat(AssumedRole.of("arn:aws:iam::123456789012:role/r").withExternalId("outside"))
                .asString()
                .doesNotContain("outside");
    }
}
