package io.millrace.multilang.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

/** Providers by their class, with settings beside it. */
class NamedProviderTest {
    @Test
    void appliesSettingsToTheBuilder() throws Exception {
        assertThat(NamedProvider.of("ProfileCredentialsProvider", ImmutableMap.of("profileName", "dev")))
                .asString()
                .contains("dev");
    }

    @Test
    void takesAClassWithoutABuilder() throws Exception {
        assertThat(NamedProvider.of(AnonymousCredentialsProvider.class.getName(), ImmutableMap.of()))
                .isInstanceOf(AnonymousCredentialsProvider.class);
        assertThat(NamedProvider.of(UserProvider.Created.class.getName(), ImmutableMap.of())
                        .resolveCredentials()
                        .accessKeyId())
                .isEqualTo("created");
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> NamedProvider.of("ProfileCredentialProvider", ImmutableMap.of()))
                .isInstanceOf(NoProviderException.class)
                .hasMessageContaining("do you mean ProfileCredentialsProvider?");
        assertThatThrownBy(() -> NamedProvider.of("ProfileCredentialsProvider", ImmutableMap.of("profileNmae", "dev")))
                .isInstanceOf(NoProviderException.class)
                .hasMessageContaining("has no setting 'profileNmae'");
        assertThatThrownBy(() -> NamedProvider.of("AnonymousCredentialsProvider", ImmutableMap.of("a", "b")))
                .isInstanceOf(NoProviderException.class)
                .hasMessageContaining("has no builder for the settings a");
    }
}
