package io.millrace.multilang.credentials;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.AssumedRole;
import io.millrace.adapters.aws.AssumedRoleProvider;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/** A role as KCL's files write it: {@code StsAssumeRoleCredentialsProvider|roleArn|sessionName[|key=value...]}. */
final class RoleText {
    private static final Pattern ARN = Pattern.compile("arn:[a-z0-9-]+:iam::[0-9]{12}:role/.+");
    private static final String FORM = "; write StsAssumeRoleCredentialsProvider|ROLE_ARN|SESSION_NAME";

    private final String name;
    private final List<String> warnings;
    private Optional<String> region;
    private Optional<URI> endpoint = Optional.empty();
    private Optional<String> externalId = Optional.empty();

    /**
     * @param usualRegion where the role is taken on unless it says
     * @param warnings gets a line for each part that is ignored, as by KCL
     */
    private RoleText(String name, Optional<String> usualRegion, List<String> warnings) {
        this.name = name;
        this.region = usualRegion;
        this.warnings = warnings;
    }

    static AwsCredentialsProvider provider(ProviderText text, Optional<String> usualRegion, List<String> warnings)
            throws NoProviderException {
        return new RoleText(text.name(), usualRegion, warnings).make(text.arguments());
    }

    private AwsCredentialsProvider make(ImmutableList<String> arguments) throws NoProviderException {
        if (arguments.size() < 2 || arguments.get(1).isEmpty()) {
            throw new NoProviderException(name + " needs a role and a session name" + FORM);
        }
        if (!ARN.matcher(arguments.get(0)).matches()) {
            throw new NoProviderException(name + ": '" + arguments.get(0) + "' is no role's ARN" + FORM);
        }
        for (String nested : arguments.subList(2, arguments.size())) {
            nest(nested);
        }
        if (!AssumedRoleProvider.isAvailable()) {
            throw new NoProviderException(name + " needs software.amazon.awssdk:sts on the class path; add it");
        }
        AssumedRole role = AssumedRole.of(arguments.get(0)).withSessionName(arguments.get(1));
        try {
            return AssumedRoleProvider.of(
                    externalId.map(role::withExternalId).orElse(role),
                    DefaultCredentialsProvider.builder().build(),
                    region,
                    endpoint);
        } catch (SdkClientException noRegion) {
            throw new NoProviderException(
                    name + " does not know its region; add |endpointRegion=REGION or set regionName", noRegion);
        }
    }

    private void nest(String nested) throws NoProviderException {
        List<String> parts = List.of(nested.split("=", -1));
        if (parts.size() != 2) {
            warnings.add(name + ": an argument that is not key=value is ignored, as by KCL");
            return;
        }
        String value = parts.get(1);
        switch (parts.get(0)) {
            case "endpoint" -> endpoint(value);
            case "endpointRegion" -> region = Optional.of(known(value));
            case "externalId" -> externalId = Optional.of(value);
            default ->
                warnings.add(name + ": there is no argument '" + parts.get(0)
                        + "', it is ignored; there are endpoint, endpointRegion and externalId");
        }
    }

    /** {@code HOST^REGION}. */
    private void endpoint(String value) throws NoProviderException {
        List<String> parts = List.of(value.split("\\^", -1));
        try {
            if (parts.size() == 2) {
                String host = parts.get(0);
                endpoint = Optional.of(URI.create(host.contains("://") ? host : "https://" + host));
                region = Optional.of(parts.get(1));
                return;
            }
        } catch (IllegalArgumentException malformed) {
            throw new NoProviderException(name + ": the endpoint is no address; write endpoint=HOST^REGION", malformed);
        }
        throw new NoProviderException(name + ": the endpoint lacks a region; write endpoint=HOST^REGION");
    }

    private String known(String value) throws NoProviderException {
        if (Region.regions().stream().noneMatch(one -> one.id().equals(value))) {
            throw new NoProviderException(
                    name + ": endpointRegion '" + value + "' is no region; give one such as eu-west-1");
        }
        return value;
    }
}
