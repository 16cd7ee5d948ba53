package io.millrace.adapters.aws;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * How to reach AWS: where, as whom and how long to wait. Immutable. What is left out comes from where every AWS tool
 * takes it: the default chains of the SDK for region and credentials, the service's standard endpoint.
 */
public final class AwsSettings {
    private static final AwsSettings DEFAULTS = builder().build();

    private final Optional<String> region;
    private final Optional<URI> endpoint;
    private final Optional<String> profile;
    private final Optional<AwsCredentialsProvider> credentials;
    private final Optional<AssumedRole> assumedRole;
    private final Optional<URI> stsEndpoint;
    private final Optional<Duration> callTimeout;
    private final Duration connectTimeout;
    private final Optional<String> userAgentSuffix;

    private AwsSettings(Builder builder) {
        region = builder.region;
        endpoint = builder.endpoint;
        profile = builder.profile;
        credentials = builder.credentials;
        assumedRole = builder.assumedRole;
        stsEndpoint = builder.stsEndpoint;
        callTimeout = builder.callTimeout;
        connectTimeout = builder.connectTimeout;
        userAgentSuffix = builder.userAgentSuffix;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Everything as the SDK finds it. */
    public static AwsSettings defaults() {
        return DEFAULTS;
    }

    /** These settings, to change some of them. */
    public Builder toBuilder() {
        Builder copy = new Builder();
        copy.region = region;
        copy.endpoint = endpoint;
        copy.profile = profile;
        copy.credentials = credentials;
        copy.assumedRole = assumedRole;
        copy.stsEndpoint = stsEndpoint;
        copy.callTimeout = callTimeout;
        copy.connectTimeout = connectTimeout;
        copy.userAgentSuffix = userAgentSuffix;
        return copy;
    }

    Optional<String> region() {
        return region;
    }

    Optional<URI> endpoint() {
        return endpoint;
    }

    Optional<String> profile() {
        return profile;
    }

    Optional<AwsCredentialsProvider> credentials() {
        return credentials;
    }

    Optional<AssumedRole> assumedRole() {
        return assumedRole;
    }

    Optional<URI> stsEndpoint() {
        return stsEndpoint;
    }

    Optional<Duration> callTimeout() {
        return callTimeout;
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    Optional<String> userAgentSuffix() {
        return userAgentSuffix;
    }

    /** Where requests go; nothing of who sends them. */
    @Override
    public String toString() {
        return "AwsSettings[region=" + region.orElse("found by the SDK") + ", endpoint="
                + endpoint.map(URI::toString).orElse("standard") + "]";
    }

    /** Collects settings; nothing is checked before {@link #build()}. Not safe for use from several threads. */
    public static final class Builder {
        private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z0-9]+)+");
        private static final Pattern ROLE_ARN = Pattern.compile("arn:[a-z0-9-]+:iam::[0-9]{12}:role/.+");
        private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");

        private Optional<String> region = Optional.empty();
        private Optional<URI> endpoint = Optional.empty();
        private Optional<String> profile = Optional.empty();
        private Optional<AwsCredentialsProvider> credentials = Optional.empty();
        private Optional<AssumedRole> assumedRole = Optional.empty();
        private Optional<URI> stsEndpoint = Optional.empty();
        private Optional<Duration> callTimeout = Optional.empty();
        private Duration connectTimeout = Duration.ofSeconds(2);
        private Optional<String> userAgentSuffix = Optional.empty();

        private Builder() {}

        /** The region, such as {@code eu-west-1}; without it the stream's ARN, the environment or the profile tells. */
        public Builder region(String value) {
            region = Optional.of(value);
            return this;
        }

        /** Where the service answers, in place of its standard address: an emulator, a proxy, a VPC endpoint. */
        public Builder endpoint(URI value) {
            endpoint = Optional.of(value);
            return this;
        }

        /** The profile of the shared AWS files that gives credentials and, without {@link #region}, the region. */
        public Builder profile(String value) {
            profile = Optional.of(value);
            return this;
        }

        /** Who gives the credentials, in place of the default chain; stays the caller's to close. */
        public Builder credentials(AwsCredentialsProvider value) {
            credentials = Optional.of(value);
            return this;
        }

        /** A role to take on with those credentials. */
        public Builder assumedRole(AssumedRole value) {
            assumedRole = Optional.of(value);
            return this;
        }

        /** Where roles are taken on, in place of the Security Token Service's standard address in the region. */
        public Builder stsEndpoint(URI value) {
            stsEndpoint = Optional.of(value);
            return this;
        }

        /** How long a call may take, from handing it to a thread until its answer is read. More than zero. */
        public Builder callTimeout(Duration value) {
            callTimeout = Optional.of(value);
            return this;
        }

        /** How long connecting may take; more than zero. Two seconds if not set. */
        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
            return this;
        }

        /** A word added to the user agent of every request, to tell programs apart in the service's logs. */
        public Builder userAgentSuffix(String value) {
            userAgentSuffix = Optional.of(value);
            return this;
        }

        /**
         * @throws IllegalArgumentException naming every setting that is wrong, its value and the remedy
         */
        public AwsSettings build() {
            List<String> faults = new ArrayList<>();
            collectFaults(faults);
            Faults.refuseIfAny("AWS settings", faults);
            return new AwsSettings(this);
        }

        /** The settings as they are; for builders that have asked for the faults before. */
        AwsSettings buildUnchecked() {
            return new AwsSettings(this);
        }

        void collectFaults(List<String> faults) {
            region.filter(name -> !REGION.matcher(name).matches())
                    .ifPresent(
                            name -> faults.add("region: '" + name + "' is no region name; give one such as eu-west-1"));
            endpoint.ifPresent(uri -> collectEndpointFaults("endpoint", uri, faults));
            stsEndpoint.ifPresent(uri -> collectEndpointFaults("stsEndpoint", uri, faults));
            profile.filter(String::isBlank)
                    .ifPresent(name -> faults.add("profile: is blank; name a profile or leave it out"));
            if (profile.isPresent() && credentials.isPresent()) {
                faults.add("profile: '" + profile.get() + "' is given beside credentials; leave one of the two out");
            }
            assumedRole.ifPresent(role -> collectRoleFaults(role, faults));
            callTimeout.ifPresent(timeout -> collectTimeoutFaults("callTimeout", timeout, faults));
            collectTimeoutFaults("connectTimeout", connectTimeout, faults);
            userAgentSuffix
                    .filter(suffix -> suffix.isBlank() || !suffix.chars().allMatch(c -> c >= ' ' && c < 127))
                    .ifPresent(suffix -> faults.add("userAgentSuffix: '" + suffix
                            + "' is blank or not plain ASCII; give a word such as my-app"));
        }

        private static void collectEndpointFaults(String key, URI uri, List<String> faults) {
            if (uri.getRawUserInfo() != null) {
                faults.add(key + ": holds a user name or password; take them out, AWS requests are signed instead");
                return;
            }
            String scheme = uri.getScheme();
            if (uri.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
                faults.add(key + ": '" + uri + "' is no address; give one such as http://localhost:4567");
            }
        }

        private static void collectRoleFaults(AssumedRole role, List<String> faults) {
            if (!ROLE_ARN.matcher(role.arn()).matches()) {
                faults.add("assumedRole: '" + role.arn()
                        + "' is no role; give its ARN, such as arn:aws:iam::123456789012:role/reader");
            }
            if (!SESSION_NAME.matcher(role.sessionName()).matches()) {
                faults.add("assumedRole: session name '" + role.sessionName()
                        + "' is not 2 to 64 letters, digits or any of _+=,.@-");
            }
            if (role.externalId().filter(String::isBlank).isPresent()) {
                faults.add("assumedRole: the external id is blank; leave it out or give the one the role asks for");
            }
            if (!AssumedRoleCredentials.isAvailable()) {
                faults.add("assumedRole: '" + role.arn() + "' cannot be taken on without software.amazon.awssdk:sts;"
                        + " add it to the class path");
            }
        }

        private static void collectTimeoutFaults(String key, Duration timeout, List<String> faults) {
            Objects.requireNonNull(timeout, key);
            if (timeout.toMillis() < 1) {
                faults.add(key + ": " + timeout + " is no time to wait; give a millisecond or more");
            }
        }
    }
}
