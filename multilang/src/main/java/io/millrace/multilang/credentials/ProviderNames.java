package io.millrace.multilang.credentials;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.text.Nearest;

/** What the names of providers in files mean. */
final class ProviderNames {
    static final String SDK = "software.amazon.awssdk.auth.credentials.";

    private static final String KCL = "software.amazon.kinesis.multilang.auth.";
    private static final String STS = "software.amazon.awssdk.services.sts.auth.";
    /** The packages of KCL's daemons and of the SDK 1, whose classes are replaced by those of the SDK 2. */
    private static final ImmutableList<String> REPLACED = ImmutableList.of(
            "com.amazonaws.auth.profile.", "com.amazonaws.auth.", "com.amazonaws.services.kinesis.multilang.auth.");

    private static final ImmutableSet<String> ROLES = ImmutableSet.of(
            "StsAssumeRoleCredentialsProvider",
            "KclStsAssumeRoleCredentialsProvider",
            "STSAssumeRoleSessionCredentialsProvider",
            "KclSTSAssumeRoleSessionCredentialsProvider");
    private static final ImmutableMap<String, String> OF_SDK_1 = ImmutableMap.of(
            "DefaultAWSCredentialsProviderChain", "DefaultCredentialsProvider",
            "SystemPropertiesCredentialsProvider", "SystemPropertyCredentialsProvider",
            "EC2ContainerCredentialsProviderWrapper", "ContainerCredentialsProvider",
            "WebIdentityTokenCredentialsProvider", "WebIdentityTokenFileCredentialsProvider");
    private static final ImmutableSortedSet<String> USUAL = ImmutableSortedSet.of(
            "AnonymousCredentialsProvider",
            "ContainerCredentialsProvider",
            "DefaultCredentialsProvider",
            "EnvironmentVariableCredentialsProvider",
            "InstanceProfileCredentialsProvider",
            "ProfileCredentialsProvider",
            "StsAssumeRoleCredentialsProvider",
            "SystemPropertyCredentialsProvider",
            "WebIdentityTokenFileCredentialsProvider");

    private ProviderNames() {}

    /** Whether it takes a role on. */
    static boolean isRole(String name) {
        return ROLES.contains(simple(name));
    }

    /** The classes to try, in the order in which KCL tries them. */
    static ImmutableSet<String> candidates(String name) {
        String simple = simple(name);
        String renamed = OF_SDK_1.getOrDefault(simple, simple);
        return ImmutableSet.of(KCL + renamed, SDK + renamed, name);
    }

    /** The usual provider whose name looks most like it. */
    static String nearest(String name) {
        return Nearest.to(simple(name), USUAL);
    }

    private static String simple(String name) {
        for (String replaced : ImmutableList.<String>builder()
                .addAll(REPLACED)
                .add(KCL, SDK, STS)
                .build()) {
            if (name.startsWith(replaced)) {
                return name.substring(replaced.length());
            }
        }
        return name;
    }
}
