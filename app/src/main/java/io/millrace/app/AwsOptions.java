package io.millrace.app;

import io.millrace.adapters.aws.AssumedRole;
import io.millrace.adapters.aws.AwsSettings;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach AWS, or something that speaks like it. */
final class AwsOptions {
    private static final String USER_AGENT = "cli";

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "AWS region, such as eu-west-1 (default: the stream's ARN, the environment or the profile).")
    private @Nullable String region;

    @Option(names = "--profile", paramLabel = "NAME", description = "Profile of the shared AWS files.")
    private @Nullable String profile;

    @Option(names = "--role-arn", paramLabel = "ARN", description = "Role to take on with these credentials.")
    private @Nullable String roleArn;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Where all services answer, such as http://localhost:4566 (default: AWS).")
    private @Nullable URI endpoint;

    /**
     * @param ofService where this service answers, in place of what is said for all
     * @throws IllegalArgumentException naming every option that is wrong
     */
    AwsSettings settings(Optional<URI> ofService) {
        AwsSettings.Builder settings = AwsSettings.builder().userAgentSuffix(USER_AGENT);
        Optional.ofNullable(region).ifPresent(settings::region);
        Optional.ofNullable(profile).ifPresent(settings::profile);
        Optional.ofNullable(roleArn).map(AssumedRole::of).ifPresent(settings::assumedRole);
        Optional<URI> general = Optional.ofNullable(endpoint);
        general.ifPresent(settings::stsEndpoint);
        ofService.or(() -> general).ifPresent(settings::endpoint);
        return settings.build();
    }
}
