package io.millrace.multilang.credentials;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Providers as users write them: each shows by its key how it was made. */
public final class UserProvider implements AwsCredentialsProvider {
    private final String made;

    public UserProvider(String... arguments) {
        made = "array of " + arguments.length;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        return AwsBasicCredentials.create(made, "secret");
    }

    /** With as many strings as there are arguments, or none. */
    public static final class OfStrings implements AwsCredentialsProvider {
        private final String made;

        public OfStrings() {
            made = "nothing";
        }

        public OfStrings(String one, String other) {
            made = one + other;
        }

        @Override
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create(made, "secret");
        }
    }

    /** Only by static methods. */
    public static final class Created implements AwsCredentialsProvider {
        private final String made;

        private Created(String made) {
            this.made = made;
        }

        public static Created create() {
            return new Created("created");
        }

        public static Created create(String name) {
            return new Created("created " + name);
        }

        @Override
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create(made, "secret");
        }
    }

    /** Cannot be made. */
    public static final class Broken implements AwsCredentialsProvider {
        public Broken() {
            throw new IllegalStateException("planted");
        }

        @Override
        public AwsCredentials resolveCredentials() {
            throw new IllegalStateException("planted");
        }
    }
}
