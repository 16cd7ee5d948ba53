package io.millrace.adapters.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Credentials of a role as one provider among others, for those who need more than {@link AwsSettings.Builder#assumedRole}
 * offers: a chain with a role in it, or a role that is taken on in another region. The role is taken on at the first use,
 * and its credentials are kept fresh. Safe for use from several threads.
 */
public final class AssumedRoleProvider implements AwsCredentialsProvider, SdkAutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

    private final ClosableCredentials role;

    private AssumedRoleProvider(ClosableCredentials role) {
        this.role = role;
    }

    /** Whether roles can be taken on: {@code software.amazon.awssdk:sts} is on the class path. */
    public static boolean isAvailable() {
        return AssumedRoleCredentials.isAvailable();
    }

    /**
     * @param source who takes the role on; stays the caller's to close
     * @param region where it is taken on; without it the SDK's default chain tells
     * @param endpoint where the Security Token Service answers, in place of its standard address in the region
     * @throws IllegalStateException when {@link #isAvailable} says no
     * @throws software.amazon.awssdk.core.exception.SdkClientException when no region is given or found
     */
    public static AssumedRoleProvider of(
            AssumedRole role, AwsCredentialsProvider source, Optional<String> region, Optional<URI> endpoint) {
        Objects.requireNonNull(source, "source");
        if (!isAvailable()) {
            throw new IllegalStateException("roles need software.amazon.awssdk:sts on the class path; add it");
        }
        Region where = region.map(Region::of)
                .orElseGet(() -> DefaultAwsRegionProviderChain.builder().build().getRegion());
        return new AssumedRoleProvider(AssumedRoleCredentials.of(role, source, where, endpoint, CALL_TIMEOUT));
    }

    @Override
    public AwsCredentials resolveCredentials() {
        return role.provider().resolveCredentials();
    }

    @Override
    public void close() {
        role.release().run();
    }

    @Override
    public String toString() {
        return "AssumedRoleProvider";
    }
}
