package io.millrace.adapters.aws.local;

import io.millrace.adapters.aws.AwsSettings;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** How to reach local servers: any credentials will do. */
public final class LocalAws {
    /** The region that local servers live in. */
    public static final Region REGION = Region.US_EAST_1;

    private LocalAws() {}

    /** Settings for adapters; patient, because the machine that runs the tests may be busy. */
    public static AwsSettings settings(URI endpoint) {
        return AwsSettings.builder()
                .region(REGION.id())
                .endpoint(endpoint)
                .credentials(credentials())
                .callTimeout(Duration.ofSeconds(20))
                .build();
    }

    /** Credentials that no local server checks. */
    public static AwsCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    }
}
