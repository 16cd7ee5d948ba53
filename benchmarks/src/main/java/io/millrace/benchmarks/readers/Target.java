package io.millrace.benchmarks.readers;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * What a reader reads, by its arguments.
 *
 * @param kinesis where Kinesis answers
 * @param dynamoDb where DynamoDB answers, for readers that keep leases
 * @param application a name that no reader had before, so that it begins without leases
 * @param isPushed whether by enhanced fan-out, where a reader does both
 */
record Target(URI kinesis, URI dynamoDb, String stream, int shards, String application, boolean isPushed) {
    static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));

    static Target of(String[] arguments) {
        return new Target(
                URI.create(arguments[0]),
                URI.create(arguments[1]),
                arguments[2],
                Integer.parseInt(arguments[3]),
                arguments[4],
                arguments.length > 5 && arguments[5].equals("fan-out"));
    }

    String streamArn() {
        return "arn:aws:kinesis:us-east-1:000000000000:stream/" + stream;
    }

    /** The id of a shard of the stub, whose numbers begin with 0. */
    static String shardId(int shard) {
        return String.format(java.util.Locale.ROOT, "shardId-%012d", shard);
    }

    <B extends AwsClientBuilder<B, ?>> B configure(B builder) {
        return builder.region(Region.US_EAST_1).credentialsProvider(CREDENTIALS).endpointOverride(kinesis);
    }
}
