package io.millrace.multilang.properties;

import static io.millrace.multilang.properties.Key.honoured;
import static io.millrace.multilang.properties.Key.mapped;
import static io.millrace.multilang.properties.Key.without;
import static io.millrace.multilang.properties.ValueKind.ADDRESS;
import static io.millrace.multilang.properties.ValueKind.ANYTHING;
import static io.millrace.multilang.properties.ValueKind.CLASS;
import static io.millrace.multilang.properties.ValueKind.COMMAND;
import static io.millrace.multilang.properties.ValueKind.CREDENTIALS;
import static io.millrace.multilang.properties.ValueKind.NUMBER_OR_DEFAULT;
import static io.millrace.multilang.properties.ValueKind.NUMBER_OR_ZERO;
import static io.millrace.multilang.properties.ValueKind.STREAM_ARN;
import static io.millrace.multilang.properties.ValueKind.STRICT_NUMBER;
import static io.millrace.multilang.properties.ValueKind.TEXT;
import static io.millrace.multilang.properties.ValueKind.TRUE_OR_DEFAULT;
import static io.millrace.multilang.properties.ValueKind.TRUTH;

import com.google.common.collect.ImmutableList;

/** The daemon itself, its identity, and how it reaches AWS. */
final class BasicKeys {
    static final String EXECUTABLE = "executableName";
    static final String LANGUAGE = "processingLanguage";
    static final String TIMEOUT = "timeoutInSeconds";
    static final String SHUTDOWN_GRACE = "shutdownGraceMillis";
    static final String EMPTY_BATCHES = "callProcessRecordsEvenForEmptyRecordList";
    static final String APPLICATION = "applicationName";
    static final String STREAM = "streamName";
    static final String STREAM_ARN_KEY = "streamArn";
    static final String TABLE = "tableName";
    static final String WORKER = "workerId";
    static final String WORKER_ALIAS = "workerIdentifier";
    static final String REGION = "regionName";
    static final String KINESIS_ENDPOINT = "kinesisEndpoint";
    static final String DYNAMODB_ENDPOINT = "dynamoDBEndpoint";
    static final String KINESIS_CLIENT = "kinesisClient.";
    static final String DYNAMODB_CLIENT = "dynamoDbClient.";
    static final String CLIENT_REGION = "region";
    static final String CLIENT_ENDPOINT = "endpointOverride";
    static final String CREDENTIALS_KEY = "AwsCredentialsProvider";
    static final String DYNAMODB_CREDENTIALS = "AwsCredentialsProviderDynamoDB";
    static final String KINESIS_PROVIDER = "kinesisCredentialsProvider.";
    static final String DYNAMODB_PROVIDER = "dynamoDBCredentialsProvider.";
    static final String PROVIDER_CLASS = "class";
    static final String CLIENT_FIPS = "fipsEnabled";

    private static final String NESTED = "for this service alone; wins over ";

    private static final String FIPS = "refused if true; give the FIPS address as ";

    static final ImmutableList<Key> KEYS = ImmutableList.of(
            honoured(EXECUTABLE, COMMAND, "required", "the child's command, split at blanks"),
            honoured(LANGUAGE, TEXT, "", "told in the log"),
            without("maxActiveThreads", STRICT_NUMBER, "there are as many threads as shards need"),
            honoured(TIMEOUT, NUMBER_OR_ZERO, "none", "longest wait for a child's next message; 0 means none"),
            honoured(
                    SHUTDOWN_GRACE,
                    NUMBER_OR_DEFAULT,
                    "25000",
                    "longest orderly stop; KCL has 0, which stops nothing in order"),
            honoured(
                    EMPTY_BATCHES,
                    TRUE_OR_DEFAULT,
                    "false",
                    "whether a child is told of reads that found nothing; not with frames"),
            without("validateSequenceNumberBeforeCheckpointing", TRUTH, "it has no effect in KCL either"),
            honoured(APPLICATION, TEXT, "required", "names the leases"),
            honoured(STREAM, TEXT, "required", "the stream, unless streamArn names it"),
            mapped(
                    STREAM_ARN_KEY,
                    STREAM_ARN,
                    "",
                    "the stream; used whole, so unlike in KCL it may be another account's"),
            mapped(
                    TABLE,
                    TEXT,
                    "applicationName",
                    "KCL's lease table, in which the daemon goes on if leases are there"),
            honoured(WORKER, TEXT, "random", "what this worker is called"),
            honoured(WORKER_ALIAS, TEXT, "", "the same as workerId"),
            honoured(REGION, TEXT, "the SDK's chain", "region of all services"),
            honoured(KINESIS_ENDPOINT, ADDRESS, "", "where Kinesis answers"),
            honoured(DYNAMODB_ENDPOINT, ADDRESS, "", "where DynamoDB answers"),
            honoured(KINESIS_CLIENT + CLIENT_REGION, TEXT, REGION, NESTED + REGION),
            honoured(KINESIS_CLIENT + CLIENT_ENDPOINT, ADDRESS, KINESIS_ENDPOINT, NESTED + KINESIS_ENDPOINT),
            without(KINESIS_CLIENT + "defaultsMode", ANYTHING, "clients are tuned for polling"),
            without(
                    KINESIS_CLIENT + "dualstackEnabled",
                    TRUTH,
                    "set " + KINESIS_ENDPOINT + " to the dual-stack address"),
            without(KINESIS_CLIENT + CLIENT_FIPS, TRUTH, FIPS + KINESIS_ENDPOINT),
            honoured(DYNAMODB_CLIENT + CLIENT_REGION, TEXT, REGION, NESTED + REGION),
            honoured(DYNAMODB_CLIENT + CLIENT_ENDPOINT, ADDRESS, DYNAMODB_ENDPOINT, NESTED + DYNAMODB_ENDPOINT),
            without(DYNAMODB_CLIENT + "defaultsMode", ANYTHING, "clients are tuned for leases"),
            without(
                    DYNAMODB_CLIENT + "dualstackEnabled",
                    TRUTH,
                    "set " + DYNAMODB_ENDPOINT + " to the dual-stack address"),
            without(DYNAMODB_CLIENT + CLIENT_FIPS, TRUTH, FIPS + DYNAMODB_ENDPOINT),
            honoured(CREDENTIALS_KEY, CREDENTIALS, "required", "credentials for all services"),
            honoured(DYNAMODB_CREDENTIALS, CREDENTIALS, CREDENTIALS_KEY, "credentials for DynamoDB"),
            without("AwsCredentialsProviderCloudWatch", ANYTHING, FleetKeys.NO_CLOUD_WATCH),
            honoured(
                    KINESIS_PROVIDER + PROVIDER_CLASS,
                    CLASS,
                    "",
                    "one provider by its class, in place of " + CREDENTIALS_KEY),
            honoured(DYNAMODB_PROVIDER + PROVIDER_CLASS, CLASS, "", "one provider by its class, for DynamoDB"));

    private BasicKeys() {}
}
