package io.millrace.multilang.properties;

import com.google.common.collect.ImmutableMap;
import io.millrace.adapters.aws.AwsSettings;
import io.millrace.multilang.credentials.NamedProvider;
import io.millrace.multilang.credentials.NoProviderException;
import io.millrace.multilang.credentials.ProviderChain;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Which stream, as whom, and where the services are. */
final class AccessReader {
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z0-9]+)+");
    private static final Pattern STREAM = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
    private static final String USER_AGENT = "daemon";

    private final PropertiesFile file;
    private final Values values;
    private final Findings findings;

    AccessReader(PropertiesFile file, Values values, Findings findings) {
        this.file = file;
        this.values = values;
        this.findings = findings;
    }

    /** How to reach both services. */
    record Access(AwsSettings kinesis, AwsSettings dynamoDb) {}

    /** The stream's ARN, or else its name. */
    Optional<String> stream() {
        Optional<String> name = values.text(BasicKeys.STREAM);
        boolean named = values.raw(BasicKeys.STREAM_ARN_KEY).isPresent();
        Optional<String> arn = values.streamArn(BasicKeys.STREAM_ARN_KEY);
        if (arn.isPresent()) {
            String ofArn = arn.get().substring(arn.get().indexOf('/') + 1);
            name.filter(other -> !other.equals(ofArn))
                    .ifPresent(other -> findings.warn(
                            BasicKeys.STREAM,
                            "'" + other + "' is not used, because streamArn names another stream; take one out"));
            return arn;
        }
        if (name.isEmpty() && !named) {
            findings.fault(BasicKeys.STREAM, "is missing; give the stream's name, or its ARN as streamArn");
        }
        name.filter(text -> !STREAM.matcher(text).matches())
                .ifPresent(text -> findings.fault(
                        BasicKeys.STREAM,
                        "'" + text + "' is no stream's name; give 1 to 128 letters, digits or any of _.-"));
        return name;
    }

    Optional<String> worker() {
        return first(
                BasicKeys.WORKER,
                values.text(BasicKeys.WORKER),
                BasicKeys.WORKER_ALIAS,
                values.text(BasicKeys.WORKER_ALIAS));
    }

    /** Empty only when there are no credentials; whether there are other faults the findings tell. */
    Optional<Access> read() {
        Optional<String> common = region(BasicKeys.REGION);
        Optional<AwsCredentialsProvider> listed = list(BasicKeys.CREDENTIALS_KEY, common);
        Optional<AwsCredentialsProvider> named = named(BasicKeys.KINESIS_PROVIDER);
        Optional<AwsCredentialsProvider> kinesis = named.or(() -> listed);
        boolean given = values.has(BasicKeys.CREDENTIALS_KEY)
                || values.has(BasicKeys.KINESIS_PROVIDER + BasicKeys.PROVIDER_CLASS);
        if (!given) {
            findings.fault(
                    BasicKeys.CREDENTIALS_KEY,
                    "is missing; name where credentials come from, such as DefaultCredentialsProvider");
        }
        Optional<AwsCredentialsProvider> ofList = list(BasicKeys.DYNAMODB_CREDENTIALS, common);
        Optional<AwsCredentialsProvider> dynamoDb =
                named(BasicKeys.DYNAMODB_PROVIDER).or(() -> ofList).or(() -> kinesis);
        Optional<AwsSettings> toKinesis =
                kinesis.map(who -> settings(who, common, BasicKeys.KINESIS_CLIENT, BasicKeys.KINESIS_ENDPOINT));
        Optional<AwsSettings> toDynamoDb =
                dynamoDb.map(who -> settings(who, common, BasicKeys.DYNAMODB_CLIENT, BasicKeys.DYNAMODB_ENDPOINT));
        return toKinesis.flatMap(one -> toDynamoDb.map(other -> new Access(one, other)));
    }

    private AwsSettings settings(
            AwsCredentialsProvider who, Optional<String> common, String client, String endpointKey) {
        AwsSettings.Builder settings =
                AwsSettings.builder().userAgentSuffix(USER_AGENT).credentials(who);
        String regionKey = client + BasicKeys.CLIENT_REGION;
        first(regionKey, region(regionKey), BasicKeys.REGION, common).ifPresent(settings::region);
        String overrideKey = client + BasicKeys.CLIENT_ENDPOINT;
        Optional<URI> endpoint =
                first(overrideKey, values.address(overrideKey), endpointKey, values.address(endpointKey));
        endpoint.ifPresent(settings::endpoint);
        return settings.build();
    }

    /** The first of two keys for the same; in KCL either may win. */
    private <T> Optional<T> first(String key, Optional<T> value, String otherKey, Optional<T> other) {
        if (value.isPresent() && other.isPresent() && !value.equals(other)) {
            findings.warn(otherKey, "is also set as " + key + ", which is used; leave one of the two out");
        }
        return value.or(() -> other);
    }

    private Optional<String> region(String key) {
        Optional<String> name = values.text(key);
        if (name.isPresent() && !REGION.matcher(name.get()).matches()) {
            findings.fault(key, "'" + name.get() + "' is no region; give one such as eu-west-1");
            return Optional.empty();
        }
        return name;
    }

    private Optional<AwsCredentialsProvider> list(String key, Optional<String> region) {
        return values.raw(key).flatMap(list -> {
            ProviderChain chain = ProviderChain.of(list, region);
            chain.problems().forEach(problem -> {
                if (chain.provider().isPresent()) {
                    findings.warn(key, problem);
                } else {
                    findings.fault(key, problem);
                }
            });
            return chain.provider();
        });
    }

    private Optional<AwsCredentialsProvider> named(String prefix) {
        String key = prefix + BasicKeys.PROVIDER_CLASS;
        ImmutableMap<String, String> settings = file.values().entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(prefix) && !entry.getKey().equals(key))
                .collect(ImmutableMap.toImmutableMap(
                        entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
        Optional<String> className = values.text(key);
        if (className.isEmpty()) {
            if (!settings.isEmpty()) {
                findings.fault(key, "is missing, but settings of it are there; name the provider's class");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(NamedProvider.of(className.get(), settings));
        } catch (NoProviderException impossible) {
            findings.fault(key, String.valueOf(impossible.getMessage()));
            return Optional.empty();
        }
    }
}
