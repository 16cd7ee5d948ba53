package io.millrace.app;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach DynamoDB, beside {@link AwsOptions}. */
final class DynamoDbOptions {
    @Option(
            names = "--dynamodb-endpoint",
            paramLabel = "URL",
            description = "Where DynamoDB answers (default: --endpoint).")
    private @Nullable URI endpoint;

    Optional<URI> endpoint() {
        return Optional.ofNullable(endpoint);
    }
}
