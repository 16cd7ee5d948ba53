package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A role as one provider among others. */
class AssumedRoleProviderTest {
    private final ScriptedHttp sts = new ScriptedHttp(request -> ScriptedHttp.xml(200, """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>token</SessionToken>
            <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"""));

    @AfterEach
    void close() {
        sts.close();
    }

    @Test
    void takesTheRoleOnAtTheFirstUseInItsRegion() {
        try (AssumedRoleProvider provider = AssumedRoleProvider.of(
                AssumedRole.of("arn:aws:iam::123456789012:role/reader").withSessionName("kcl"),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")),
                Optional.of("eu-west-1"),
                Optional.of(sts.endpoint()))) {
            assertThat(sts.requests()).isEmpty();

            assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIAROLE");
            assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIAROLE");

            assertThat(sts.requests()).hasSize(1);
            assertThat(sts.requests().get(0).body()).contains("RoleSessionName=kcl");
            assertThat(sts.requests().get(0).headers().get("authorization")).contains("/eu-west-1/sts/");
        }
    }
}
