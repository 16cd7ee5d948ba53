package io.millrace.multilang.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.AssumedRoleProvider;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;

/** Providers as files name them. */
class ProviderChainTest {
    private static final String USER = UserProvider.class.getName();
    private static final String ROLE = "arn:aws:iam::123456789012:role/reader";

    private static ProviderChain of(String list) {
        return ProviderChain.of(list, Optional.of("eu-west-1"));
    }

    private static String keyOf(String list) {
        ProviderChain chain = of(list);
        assertThat(chain.problems()).isEmpty();
        return chain.provider().orElseThrow().resolveCredentials().accessKeyId();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DefaultCredentialsProvider",
                "EnvironmentVariableCredentialsProvider",
                "SystemPropertyCredentialsProvider",
                "ProfileCredentialsProvider",
                "ProfileCredentialsProvider|dev",
                "InstanceProfileCredentialsProvider",
                "ContainerCredentialsProvider",
                "WebIdentityTokenFileCredentialsProvider",
                "AnonymousCredentialsProvider",
                "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider",
                "DefaultAWSCredentialsProviderChain",
                "com.amazonaws.auth.DefaultAWSCredentialsProviderChain",
                "com.amazonaws.auth.profile.ProfileCredentialsProvider",
                "SystemPropertiesCredentialsProvider",
                "EC2ContainerCredentialsProviderWrapper",
            })
    void knowsTheProvidersOfBothGenerations(String name) {
        ProviderChain chain = of(name);

        assertThat(chain.problems()).isEmpty();
        assertThat(chain.provider().orElseThrow().getClass().getName()).startsWith("software.amazon.awssdk.auth");
    }

    @Test
    void severalFormAChainInTheirOrder() {
        ProviderChain chain = of(" SystemPropertyCredentialsProvider, , " + USER + "$Created|one ");

        assertThat(chain.problems()).isEmpty();
        assertThat(chain.provider().orElseThrow()).isInstanceOf(AwsCredentialsProviderChain.class);
        assertThat(chain.provider().orElseThrow().resolveCredentials().accessKeyId())
                .isEqualTo("created one");
    }

    @ParameterizedTest
    @CsvSource({
        "'|a|b', array of 2",
        "'', array of 0",
        "$OfStrings|a|b, ab",
        "$OfStrings, nothing",
        "$OfStrings|a, nothing",
        "$Created, created",
        "$Created|x, created x",
        "$Created|x|y, created"
    })
    void makesUsersProvidersInKclsOrderOfWays(String rest, String made) {
        assertThat(keyOf(USER + rest)).isEqualTo(made);
    }

    @Test
    void anonymousMeansNoSignature() {
        assertThat(of("AnonymousCredentialsProvider").provider())
                .containsInstanceOf(AnonymousCredentialsProvider.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "StsAssumeRoleCredentialsProvider|" + ROLE + "|kcl",
                "KclStsAssumeRoleCredentialsProvider|" + ROLE + "|kcl|externalId=x",
                "STSAssumeRoleSessionCredentialsProvider|" + ROLE + "|kcl|endpointRegion=eu-west-1",
                "software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider|" + ROLE
                        + "|kcl|endpoint=sts.eu-west-1.amazonaws.com^eu-west-1"
            })
    void takesRolesOn(String text) {
        ProviderChain chain = of(text);

        assertThat(chain.problems()).isEmpty();
        assertThat(chain.provider()).containsInstanceOf(AssumedRoleProvider.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "StsAssumeRoleCredentialsProvider; needs a role and a session name; write Sts",
                "StsAssumeRoleCredentialsProvider|me|kcl; 'me' is no role's ARN",
                "StsAssumeRoleCredentialsProvider|" + ROLE + "|kcl|endpointRegion=mars-1; 'mars-1' is no region",
                "StsAssumeRoleCredentialsProvider|" + ROLE + "|kcl|endpoint=host; lacks a region",
                "DefaultCredentialProvider; do you mean DefaultCredentialsProvider?",
                "java.lang.String; there is no provider java.lang.String",
                "io.millrace.multilang.credentials.UserProvider$Broken; it throws java.lang.IllegalStateException",
                "' , '; names no provider"
            })
    void saysWhyAProviderCannotBeMade(String list, String problem) {
        ProviderChain chain = of(list);

        assertThat(chain.provider()).isEmpty();
        assertThat(chain.problems()).singleElement().asString().contains(problem);
    }

    @Test
    void oneThatCannotBeMadeDoesNotKeepTheOthersFromIt() {
        ProviderChain chain = of("NoSuchProvider, " + USER + "$Created");

        assertThat(chain.provider()).isPresent();
        assertThat(chain.problems()).singleElement().asString().contains("NoSuchProvider");
    }

    @Test
    void argumentsThatARoleDoesNotKnowAreIgnoredAndTold() {
        ProviderChain chain =
                of("StsAssumeRoleCredentialsProvider|" + ROLE + "|kcl|durationSeconds=5|externalId=SECRET=x");

        assertThat(chain.provider()).isPresent();
        assertThat(chain.problems())
                .hasSize(2)
                .anyMatch(problem -> problem.contains("there is no argument 'durationSeconds'"))
                .noneMatch(problem -> problem.contains("SECRET"));
    }
}
