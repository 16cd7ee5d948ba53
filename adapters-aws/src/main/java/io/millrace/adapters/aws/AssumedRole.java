package io.millrace.adapters.aws;

import java.util.Objects;
import java.util.Optional;

/**
 * A role to take on before any call is made (AssumeRole of the Security Token Service), for instance to read a stream of
 * another account. The credentials that take it on come from the profile or the default chain. Needs
 * {@code software.amazon.awssdk:sts} on the class path.
 *
 * @param arn the role's Amazon Resource Name
 * @param sessionName what the role's calls are logged under
 * @param externalId the text that the role's trust policy may ask for; a secret to nobody but not logged either
 */
public record AssumedRole(String arn, String sessionName, Optional<String> externalId) {
    /** The session name of those who give none. */
    public static final String DEFAULT_SESSION_NAME = "millrace";

    public AssumedRole {
        Objects.requireNonNull(arn, "arn");
        Objects.requireNonNull(sessionName, "sessionName");
        Objects.requireNonNull(externalId, "externalId");
    }

    /** A role without an external id, under the default session name. */
    public static AssumedRole of(String arn) {
        return new AssumedRole(arn, DEFAULT_SESSION_NAME, Optional.empty());
    }

    public AssumedRole withSessionName(String next) {
        return new AssumedRole(arn, next, externalId);
    }

    public AssumedRole withExternalId(String next) {
        return new AssumedRole(arn, sessionName, Optional.of(next));
    }

    @Override
    public String toString() {
        return "AssumedRole[" + arn + ", session " + sessionName + "]";
    }
}
