package io.millrace.multilang.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.multilang.daemon.DaemonSettings;
import io.millrace.multilang.protocol.Generation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the text of a properties file to settings, faults, warnings and notices. */
class DaemonPropertiesTest {
    private static final String LEAST = """
            executableName = sh -c true
            applicationName = counter
            streamName = words
            AwsCredentialsProvider = DefaultCredentialsProvider
            """;

    private static DaemonProperties read(String text) {
        Findings findings = new Findings();
        return DaemonProperties.of("test", PropertiesFile.parse(text, findings), Generation.KCL_2, findings);
    }

    private static DaemonSettings settings(String more) {
        DaemonProperties read = read(LEAST + more);
        assertThat(read.faults()).isEmpty();
        return read.settings().orElseThrow();
    }

    @Test
    void readsTheSampleThatUsersHave() {
        DaemonProperties read = DaemonProperties.read("properties/sample.properties", Generation.KCL_2);

        assertThat(read.faults()).isEmpty();
        assertThat(read.warnings()).isEmpty();
        assertThat(read.notices())
                .singleElement()
                .asString()
                .startsWith("retrievalMode: 'DEFAULT' is enhanced fan-out");
        DaemonSettings settings = read.settings().orElseThrow();
        assertThat(settings.application()).isEqualTo("PythonKCLSample");
        assertThat(settings.kclTable()).isEqualTo("PythonKCLSample");
        assertThat(settings.leaseStore()).hasToString("dynamodb:millrace-leases");
        assertThat(settings.stream()).isEqualTo("words");
        assertThat(settings.language()).isEqualTo("python/3.11");
        assertThat(settings.initialPosition()).isEqualTo(InitialPosition.TRIM_HORIZON);
        assertThat(settings.kinesis()).hasToString("AwsSettings[region=us-east-1, endpoint=standard]");
        assertThat(settings.children().command()).containsExactly("java", "-version");
    }

    @Test
    void whatIsLeftOutHasDefaults() {
        DaemonSettings settings = settings("");

        assertThat(settings.initialPosition()).isEqualTo(InitialPosition.LATEST);
        assertThat(settings.workerId()).isEmpty();
        assertThat(settings.beginAnew()).isFalse();
        assertThat(settings.leaseStoreNamed()).isFalse();
        assertThat(settings.times())
                .isEqualTo(new DaemonSettings.Times(
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(25),
                        Duration.ofMinutes(1)));
        assertThat(settings.failures().policy()).isEqualTo(FailurePolicy.retry());
        assertThat(settings.failures().exitOnChildFailure()).isFalse();
        assertThat(settings.children().messageTimeout()).isEmpty();
        assertThat(settings.children().initializeTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.children().exitGrace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.children().framesInFlight()).isEqualTo(4);
        assertThat(settings.children().shardsPerChild()).isEqualTo(1);
    }

    @Test
    void everyKeyThatMeansSomethingDoes() {
        DaemonSettings settings = settings("""
                tableName = old-leases
                workerId = host-1
                regionName = eu-west-1
                kinesisEndpoint = http://localhost:4567
                dynamoDBEndpoint = http://localhost:8000
                initialPositionInStreamExtended = 1636609142
                failoverTimeMillis = 30000
                maxRecords = 500
                idleTimeBetweenReadsInMillis = 100
                shutdownGraceMillis = 0
                gracefulLeaseHandoffTimeoutMillis = 7000
                logWarningForTaskAfterMillis = 5000
                timeoutInSeconds = 30
                millrace.leaseTable = other-leases
                millrace.beginAnew = true
                millrace.childFailure = exit
                millrace.initializeTimeoutSeconds = 5
                millrace.childExitGraceMillis = 0
                millrace.framesInFlight = 2
                millrace.shardsPerChild = 3
                millrace.failurePolicy = dead-letter
                millrace.failureAttempts = 2
                millrace.deadLetterFile = dead.jsonl
                millrace.readsPerSecond = 10
                millrace.bytesPerSecond = 5000
                """);

        assertThat(settings.kclTable()).isEqualTo("old-leases");
        assertThat(settings.polling().readsPerSecond()).isEqualTo(10);
        assertThat(settings.polling().bytesPerSecond()).isEqualTo(5000);
        assertThat(settings.workerId()).contains("host-1");
        assertThat(settings.kinesis()).hasToString("AwsSettings[region=eu-west-1, endpoint=http://localhost:4567]");
        assertThat(settings.dynamoDb()).hasToString("AwsSettings[region=eu-west-1, endpoint=http://localhost:8000]");
        assertThat(settings.initialPosition())
                .isEqualTo(InitialPosition.atTimestamp(Instant.parse("2021-11-11T05:39:02Z")));
        assertThat(settings.polling().maxRecordsPerRead()).isEqualTo(500);
        assertThat(settings.polling().idleMinimum()).as("raised, as by KCL").isEqualTo(Duration.ofMillis(200));
        assertThat(settings.polling().idleMaximum()).isEqualTo(Duration.ofMillis(200));
        assertThat(settings.times())
                .isEqualTo(new DaemonSettings.Times(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(7),
                        Duration.ZERO,
                        Duration.ofSeconds(5)));
        assertThat(settings.leaseStore()).hasToString("dynamodb:other-leases");
        assertThat(settings.beginAnew()).isTrue();
        assertThat(settings.leaseStoreNamed()).isTrue();
        assertThat(settings.failures())
                .isEqualTo(new DaemonSettings.Failures(
                        FailurePolicy.deadLetter(2), java.util.Optional.of(Path.of("dead.jsonl")), true));
        assertThat(settings.children().messageTimeout()).contains(Duration.ofSeconds(30));
        assertThat(settings.children().initializeTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.children().exitGrace()).isEqualTo(Duration.ZERO);
        assertThat(settings.children().framesInFlight())
                .as("nothing is sent ahead with dead-letter")
                .isEqualTo(1);
        assertThat(settings.children().restartBatchesInFlight()).isFalse();
        assertThat(settings.children().shardsPerChild()).isEqualTo(3);
    }

    @Test
    void nestedKeysAndOtherSpellingsMeanTheSame() {
        DaemonSettings settings = settings("""
                workerIdentifier = host-2
                kinesisClient.region = eu-central-1
                kinesisClient.endpointOverride = https://kinesis.example
                dynamoDbClient.region = eu-west-3
                dynamoDbClient.endpointOverride = https://dynamodb.example
                pollingConfig.maxRecords = 7
                pollingConfig.idleTimeBetweenReadsInMillis = 900
                retrievalMode = polling
                millrace.frames = false
                millrace.failurePolicy = stop
                """);

        assertThat(settings.workerId()).contains("host-2");
        assertThat(settings.kinesis())
                .hasToString("AwsSettings[region=eu-central-1, endpoint=https://kinesis.example]");
        assertThat(settings.dynamoDb()).hasToString("AwsSettings[region=eu-west-3, endpoint=https://dynamodb.example]");
        assertThat(settings.polling().maxRecordsPerRead()).isEqualTo(7);
        assertThat(settings.polling().idleMinimum()).isEqualTo(Duration.ofMillis(900));
        assertThat(settings.children().framesInFlight()).isZero();
        assertThat(settings.failures().policy()).isEqualTo(FailurePolicy.stopShard(5));
    }

    @Test
    void fanOutHasTheConsumerThatIsNamedOrTheApplications() {
        assertThat(settings("").fanOut()).isEmpty();
        assertThat(settings("retrievalMode = FANOUT\n").fanOut())
                .contains(FanOutSettings.as(settings("").application()));
        assertThat(settings(
                                "retrievalMode = fanout\nfanoutConfig.consumerName = shop\nmillrace.fanOutFallBack = true\n")
                        .fanOut())
                .contains(FanOutSettings.as("shop").orPolling());
        assertThat(settings("retrievalMode = FANOUT\nfanoutConfig.consumerArn ="
                                + " arn:aws:kinesis:eu-west-1:123456789012:stream/words/consumer/tills:1540591608\n")
                        .fanOut())
                .contains(FanOutSettings.as("tills"));
    }

    @Test
    void aConsumerThatKinesisDoesNotTakeIsRefused() {
        String fanOut = LEAST + "retrievalMode = FANOUT\n";
        assertThat(read(fanOut + "fanoutConfig.consumerName = a b\n").faults())
                .singleElement()
                .asString()
                .contains("'a b' is no name of a consumer");
        assertThat(read(fanOut + "fanoutConfig.consumerArn = shop\n").faults())
                .singleElement()
                .asString()
                .contains("'shop' is no ARN of a consumer");
    }

    @Test
    void theStreamsArnWinsOverItsName() {
        DaemonProperties read = read(LEAST + "streamArn = arn:aws:kinesis:eu-west-1:123456789012:stream/other\n");

        assertThat(read.settings().orElseThrow().stream())
                .isEqualTo("arn:aws:kinesis:eu-west-1:123456789012:stream/other");
        assertThat(read.warnings()).singleElement().asString().contains("streamName: 'words' is not used");
    }

    @Test
    void allThatIsMissingIsToldAtOnce() {
        assertThat(read("").faults())
                .anyMatch(fault -> fault.startsWith("applicationName: is missing; give"))
                .anyMatch(fault -> fault.startsWith("executableName: is missing; give"))
                .anyMatch(fault -> fault.startsWith("streamName: is missing; give"))
                .anyMatch(fault -> fault.startsWith("AwsCredentialsProvider: is missing; name"))
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "initialPositionInStream=AT_TIMESTAMP|is none of LATEST, TRIM_HORIZON",
                "initialPositionInStream=LATEST |has a blank at its end",
                "initialPositionInStreamExtended=yesterday|'yesterday' is no whole number",
                "initialPositionInStreamExtended=1636609142000|give seconds since 1970, not milliseconds",
                "retrievalMode=FAST|is none of DEFAULT, FANOUT, POLLING",
                "streamArn=words|'words' is no stream's ARN",
                "streamName=a b|'a b' is no stream's name",
                "regionName=Ireland|'Ireland' is no region",
                "kinesisEndpoint=localhost:4567|is no address",
                "dynamoDBEndpoint=https://user:SECRET@host|is no address",
                "kinesisClient.fipsEnabled=true|must not be ignored; refused if true; give the FIPS address as kinesisEndpoint",
                "kinesisClient.foo=1|there is no such key",
                "pollingConfig.maxRecord=1|do you mean pollingConfig.maxRecords?",
                "maxRecords=10001|'10001' is not from 1 to 10000",
                "maxActiveThreads=many|'many' is no whole number",
                "clientVersionConfig=4X|is none of CLIENT_VERSION_CONFIG_3X",
                "metricsLevel=ALL|is none of NONE, SUMMARY, DETAILED",
                "staleWorkerMetricsEntryCleanupDuration=1 day|'1 day' is no duration",
                "staleWorkerMetricsEntryCleanupDuration=-PT1S|is negative",
                "AwsCredentialsProvider=NoSuchProvider|there is no provider NoSuchProvider",
                "AwsCredentialsProviderDynamoDB=StsAssumeRoleCredentialsProvider|needs a role and a session name",
                "kinesisCredentialsProvider.class=NoSuchProvider|there is no provider NoSuchProvider",
                "kinesisCredentialsProvider.profileName=dev|is missing, but settings of it are there",
                "executableName=no-such-program-here|no-such-program-here",
                "millrace.childFailure=ignore|is none of restart, exit",
                "millrace.framesInFlight=0|'0' is not from 1 to 64",
                "millrace.failureAttempts=x|'x' is no whole number",
                "millrace.failurePolicy=dead-letter|is missing; millrace.failurePolicy = dead-letter needs a file",
                "millrace.leaseTabel=x|do you mean millrace.leaseTable?",
            })
    void aFaultNamesKeyValueAndRemedy(String line, String problem) {
        DaemonProperties read = read(LEAST + line + "\n");

        assertThat(read.settings()).isEmpty();
        assertThat(read.faults()).singleElement().asString().contains(problem).doesNotContain("SECRET");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "failoverTimeMillis=10s|failoverTimeMillis: '10s' is no whole number; KCL's default, 10000, is used",
                "failoverTimeMillis=0|failoverTimeMillis: '0' means the same as leaving the key out in KCL",
                "failoverTimeMillis=500|failoverTimeMillis: '500' is not from 1000 to 600000; 1000 is used",
                "cleanupLeasesUponShardCompletion=false|'false' has no effect in KCL either",
                "timeoutInSeconds=0|timeoutInSeconds: there is no limit without a number above 0",
                "timeoutInSeconds=soon|timeoutInSeconds: 'soon' is no whole number; 0 is used",
                "shutdownGraceMillis=5s|shutdownGraceMillis: '5s' is no whole number; the default is used",
                "maxRecords=x|maxRecords: 'x' is no whole number; KCL's default, 10000, is used",
                "idleTimeBetweenReadsInMillis=10|'10' is not from 200 to 240000; 200 is used",
                "streamNames=a|streamNames: there is no such key; do you mean streamName? It is ignored",
                "RetrievalMode=POLLING|do you mean retrievalMode?",
                "AwsCredentialsProviderdynamodb=x|do you mean AwsCredentialsProviderDynamoDB?",
                "millrace.deadLetterFile=a|is not used without",
            })
    void whatKclTakesSilentlyIsWarnedOf(String line, String warning) {
        DaemonProperties read = read(LEAST + line + "\n");

        assertThat(read.faults()).isEmpty();
        assertThat(read.warnings()).anySatisfy(told -> assertThat(told).contains(warning));
    }

    @Test
    void anUnreadableFailoverTimeIsKclsDefault() {
        assertThat(settings("failoverTimeMillis=10s\n").times().failover()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void ofTwoKeysForTheSameOneIsNamed() {
        DaemonProperties read = read(LEAST + """
                workerId = a
                workerIdentifier = b
                maxRecords = 1
                pollingConfig.maxRecords = 2
                regionName = eu-west-1
                kinesisClient.region = eu-west-2
                initialPositionInStream = LATEST
                initialPositionInStreamExtended = 1
                """);

        assertThat(read.warnings())
                .anyMatch(warning -> warning.startsWith("workerIdentifier: is also set as workerId, which is used"))
                .anyMatch(warning -> warning.startsWith("maxRecords: is also set as pollingConfig.maxRecords"))
                .anyMatch(warning -> warning.startsWith("regionName: is also set as kinesisClient.region"))
                .anyMatch(warning -> warning.startsWith("initialPositionInStream: is not used"));
    }

    @Test
    void blanksAtTheEndOfATextAreTakenAway() {
        DaemonProperties read = read(LEAST.replace("counter", "counter  "));

        assertThat(read.settings().orElseThrow().application()).isEqualTo("counter");
        assertThat(read.warnings()).singleElement().asString().startsWith("applicationName: 'counter  ' has blanks");
    }

    @Test
    void everyKeyWithoutMeaningIsToldOnceWithItsReason() {
        StringBuilder file = new StringBuilder(LEAST);
        KeyTable.all().stream()
                .filter(key -> key.fate().isTold())
                .forEach(key -> file.append(key.name())
                        .append(" = ")
                        .append(plausible(key))
                        .append('\n'));

        DaemonProperties read = read(file.toString());

        assertThat(read.faults()).isEmpty();
        KeyTable.all().stream()
                .filter(key -> key.fate().isTold())
                .forEach(key -> assertThat(read.notices())
                        .as(key.name())
                        .containsOnlyOnce(key.name() + ": does nothing here: " + key.note()));
    }

    private static String plausible(Key key) {
        return switch (key.kind()) {
            case WORD -> key.words().get(key.words().size() - 1);
            case STRICT_NUMBER, NUMBER_OR_DEFAULT, NUMBER_OR_ZERO, DECIMAL_OR_DEFAULT -> "1";
            case DURATION -> "P1D";
            case TRUTH -> "false";
            case TRUE_OR_DEFAULT -> "true";
            default -> "x";
        };
    }

    @Test
    void emptyBatchesAreAskedForLikeInKcl() {
        assertThat(read(LEAST).settings().orElseThrow().emptyBatches()).isFalse();
        assertThat(read(LEAST + "callProcessRecordsEvenForEmptyRecordList = Yes\n")
                        .settings()
                        .orElseThrow()
                        .emptyBatches())
                .isTrue();
    }

    @Test
    void whatHappensAnywayIsNotTold() {
        assertThat(read(LEAST + "maxRecords=5\nmetricsLevel=none\ncallProcessRecordsEvenForEmptyRecordList=no\n")
                        .notices())
                .isEmpty();
    }

    @Test
    void aValueThatMayBeSecretIsNotRepeated() {
        DaemonProperties read = read(LEAST + "aws.secretKey = SECRET\n");

        assertThat(read.warnings())
                .singleElement()
                .asString()
                .contains("aws.secretKey")
                .doesNotContain("SECRET");
    }
}
