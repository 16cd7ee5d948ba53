package io.millrace.multilang.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.multilang.leases.LeaseStoreAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where leases are kept when nobody says so. */
class LeaseStoreReaderTest {
    private static final String EMULATOR = "kinesisEndpoint = http://localhost:4567\n";

    private final Findings findings = new Findings();

    private LeaseStoreReader reader(String properties, Set<String> environment) {
        Values values = new Values(PropertiesFile.parse(properties, findings), findings);
        return new LeaseStoreReader(values, findings, environment::contains);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                EMULATOR,
                "kinesisEndpoint = http://127.0.0.1:4566/",
                "kinesisEndpoint = http://LOCALHOST",
                "kinesisEndpoint = http://[::1]:4567",
                "kinesisClient.endpointOverride = http://localhost:4567\nkinesisEndpoint = https://kinesis.example",
                EMULATOR + "AwsCredentialsProvider = EnvironmentVariableCredentialsProvider\nregionName = us-east-1"
            })
    void onAnEmulatorOfKinesisInAFileAndTheLogSaysSo(String properties) {
        LeaseStoreReader reader = reader(properties, Set.of());

        assertThat(reader.read()).hasToString("file:millrace-leases.db");
        assertThat(reader.isForDevelopment()).isTrue();
        assertThat(findings.notices()).singleElement().asString().contains("file:millrace-leases.db", "dynamodb:");
        assertThat(findings.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kinesisEndpoint = https://localhost:4567",
                "kinesisEndpoint = http://kinesis:4567",
                "kinesisEndpoint = http://localhost.example:4567",
                "kinesisEndpoint = http://127.0.0.1.example",
                "kinesisEndpoint = https://vpce-1.kinesis.eu-west-1.vpce.amazonaws.com",
                "dynamoDBEndpoint = http://localhost:8000",
                EMULATOR + "dynamoDBEndpoint = http://localhost:8000",
                EMULATOR + "dynamoDbClient.endpointOverride = http://localhost:8000",
                EMULATOR + "dynamoDbClient.region = eu-west-1",
                EMULATOR + "AwsCredentialsProviderDynamoDB = DefaultCredentialsProvider",
                EMULATOR + "dynamoDBCredentialsProvider.class = DefaultCredentialsProvider",
                EMULATOR + "tableName = leases",
                EMULATOR + "millrace.leaseTable = millrace-leases",
                EMULATOR + "millrace.leaseStore = dynamodb:",
                "kinesisClient.endpointOverride = https://kinesis.example\n" + EMULATOR
            })
    void everywhereElseInDynamoDb(String properties) {
        assertUsual(reader(properties, Set.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "aws.endpointUrl", "aws.endpointUrlDynamodb"})
    void whereTheSdkIsToldOfAnotherDynamoDbThere(String variable) {
        assertUsual(reader(EMULATOR, Set.of(variable)));
    }

    @Test
    void whatIsSaidIsDone() {
        LeaseStoreReader reader = reader(EMULATOR + "millrace.leaseStore = memory:", Set.of());

        assertThat(reader.read()).isEqualTo(new LeaseStoreAddress.Memory());
        assertThat(reader.isForDevelopment()).isFalse();
    }

    private void assertUsual(LeaseStoreReader reader) {
        assertThat(reader.read()).hasToString("dynamodb:millrace-leases");
        assertThat(reader.isForDevelopment()).isFalse();
        assertThat(findings.notices()).isEmpty();
        assertThat(findings.faults()).isEmpty();
    }
}
