package io.millrace.app;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach Kinesis, beside {@link AwsOptions}. */
final class KinesisOptions {
    @Option(
            names = "--kinesis-endpoint",
            paramLabel = "URL",
            description = "Where Kinesis answers (default: --endpoint).")
    private @Nullable URI endpoint;

    Optional<URI> endpoint() {
        return Optional.ofNullable(endpoint);
    }
}
