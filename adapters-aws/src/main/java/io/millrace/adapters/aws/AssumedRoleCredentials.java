package io.millrace.adapters.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * Takes on a role and keeps its credentials fresh. The only class that needs the optional {@code sts} module, and loaded
 * only when a role is named.
 */
final class AssumedRoleCredentials {
    private AssumedRoleCredentials() {}

    /** Whether the {@code sts} module is on the class path. */
    static boolean isAvailable() {
        try {
            Class.forName(
                    "software.amazon.awssdk.services.sts.StsClient",
                    false,
                    AssumedRoleCredentials.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    /** Credentials of the role; they own a client and are closed with it. Makes no call yet. */
    static ClosableCredentials of(
            AssumedRole role, AwsCredentialsProvider source, Region region, Optional<URI> endpoint, Duration timeout) {
        StsClientBuilder builder = StsClient.builder()
                .region(region)
                .credentialsProvider(source)
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(2))
                .overrideConfiguration(override -> override.apiCallTimeout(timeout));
        endpoint.ifPresent(builder::endpointOverride);
        StsClient sts = builder.build();
        StsAssumeRoleCredentialsProvider provider = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request -> {
                    request.roleArn(role.arn()).roleSessionName(role.sessionName());
                    role.externalId().ifPresent(request::externalId);
                })
                .build();
        return new ClosableCredentials(provider, () -> {
            provider.close();
            sts.close();
        });
    }
}
