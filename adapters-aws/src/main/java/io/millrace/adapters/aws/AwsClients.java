package io.millrace.adapters.aws;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/**
 * Sets up SDK clients the way both adapters need them.
 *
 * <p>The HTTP client is {@code apache5-client}. Measured against a local stub, CBOR, four threads, JDK 17, CPU of the
 * client process: for answers of 1,000 records of 1 KB it and {@code url-connection-client} cost the same (6.9 to 8.2
 * against 6.1 to 7.8 ms a call); for small answers, which are all heartbeats and most polls, it is the cheaper (1.2 to 1.4
 * against 1.4 to 1.7 ms). What decides is that {@code java.net.HttpURLConnection} by itself sends a POST again when a
 * kept connection breaks: a conditional write that is applied twice answers with a conflict against itself.
 */
final class AwsClients {
    /** Under the minute after which the services close a connection, so that few requests meet a closed one. */
    private static final Duration CONNECTION_IDLE_LIMIT = Duration.ofSeconds(20);

    /** The limit for a socket on which nothing comes; calls have limits of their own, the longest of this length. */
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(30);

    private AwsClients() {}

    /**
     * The region to use, made of the settings and the environment.
     *
     * @param hint the region that something else names, a stream's ARN for instance
     * @param faults gets a line when there is none
     */
    static Optional<Region> region(AwsSettings settings, Optional<String> hint, List<String> faults) {
        Optional<String> named = settings.region().or(() -> hint);
        if (named.isPresent()) {
            // A blank name is a fault already; Region.of would throw before the others are found.
            return named.filter(name -> !name.isBlank()).map(Region::of);
        }
        try {
            return Optional.of(regionOfEnvironment(settings));
        } catch (SdkClientException none) {
            if (settings.endpoint().isPresent()) {
                return Optional.of(Region.US_EAST_1);
            }
            faults.add("region: is not set, and neither AWS_REGION nor a profile names one; set it");
            return Optional.empty();
        }
    }

    /** With an endpoint the region only goes into the signature: not worth asking the instance metadata service. */
    private static Region regionOfEnvironment(AwsSettings settings) {
        if (settings.endpoint().isPresent()) {
            AwsProfileRegionProvider profile = settings.profile().isPresent()
                    ? new AwsProfileRegionProvider(
                            ProfileFile::defaultProfileFile, settings.profile().get())
                    : new AwsProfileRegionProvider();
            return new AwsRegionProviderChain(new SystemSettingsRegionProvider(), profile).getRegion();
        }
        DefaultAwsRegionProviderChain.Builder chain = DefaultAwsRegionProviderChain.builder();
        settings.profile().ifPresent(chain::profileName);
        return chain.build().getRegion();
    }

    /** Checks that a named profile exists; a missing one would only show at the first call. */
    static void collectProfileFaults(AwsSettings settings, List<String> faults) {
        settings.profile()
                .filter(name -> !name.isBlank()
                        && ProfileFile.defaultProfileFile().profile(name).isEmpty())
                .ifPresent(name -> faults.add("profile: there is no '" + name
                        + "' in the shared AWS configuration and credentials files; correct the name or add it"));
    }

    static ClosableCredentials credentials(AwsSettings settings, Region region, Duration timeout) {
        ClosableCredentials own = ownCredentials(settings);
        return settings.assumedRole()
                .map(role -> {
                    ClosableCredentials assumed =
                            AssumedRoleCredentials.of(role, own.provider(), region, settings.stsEndpoint(), timeout);
                    return new ClosableCredentials(assumed.provider(), () -> {
                        assumed.release().run();
                        own.release().run();
                    });
                })
                .orElse(own);
    }

    private static ClosableCredentials ownCredentials(AwsSettings settings) {
        if (settings.credentials().isPresent()) {
            return new ClosableCredentials(settings.credentials().get(), () -> {});
        }
        if (settings.profile().isPresent()) {
            ProfileCredentialsProvider provider =
                    ProfileCredentialsProvider.create(settings.profile().get());
            return new ClosableCredentials(provider, provider::close);
        }
        DefaultCredentialsProvider provider =
                DefaultCredentialsProvider.builder().build();
        return new ClosableCredentials(provider, provider::close);
    }

    /**
     * What both clients share: no retries of the SDK's own, one limit for a call as a whole and for its only attempt, and
     * as many connections as there are threads that can ask for one.
     */
    static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
            B builder,
            AwsSettings settings,
            Region region,
            ClosableCredentials credentials,
            Duration callTimeout,
            int connections) {
        builder.region(region)
                .credentialsProvider(credentials.provider())
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(connections)
                        .connectionTimeout(settings.connectTimeout())
                        .connectionAcquisitionTimeout(callTimeout)
                        .socketTimeout(longer(callTimeout, SILENCE_LIMIT))
                        .connectionMaxIdleTime(CONNECTION_IDLE_LIMIT)
                        .tcpKeepAlive(true)
                        .expectContinueEnabled(false))
                .overrideConfiguration(override -> withoutRetries(override, settings)
                        .apiCallTimeout(callTimeout)
                        .apiCallAttemptTimeout(callTimeout));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder;
    }

    /** No retries of the SDK's own, and who is calling. */
    static ClientOverrideConfiguration.Builder withoutRetries(
            ClientOverrideConfiguration.Builder override, AwsSettings settings) {
        return override.retryStrategy(AwsRetryStrategy.doNotRetry())
                .putAdvancedOption(
                        SdkAdvancedClientOption.USER_AGENT_SUFFIX,
                        settings.userAgentSuffix()
                                .map(suffix -> "millrace " + suffix)
                                .orElse("millrace"));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Where requests go, for explanations. */
    static String place(AwsSettings settings, Region region, URI standardEndpoint) {
        return "region " + region.id() + " at "
                + settings.endpoint().map(URI::toString).orElse("the standard endpoint " + standardEndpoint);
    }
}
