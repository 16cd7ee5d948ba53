package io.millrace.adapters.aws;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableSet;
import io.millrace.adapters.aws.AwsFailure.Reason;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * Tells failures of AWS calls apart and explains them. Codes are those of the API references of Kinesis and DynamoDB
 * ("Common Errors" and each action's "Errors"); they are compared as text, so that a code the SDK has no class for is
 * recognised too.
 */
final class AwsErrors {
    private static final ImmutableSet<String> THROTTLING = ImmutableSet.of(
            "ProvisionedThroughputExceededException",
            "LimitExceededException",
            "KMSThrottlingException",
            "RequestLimitExceeded",
            "ThrottlingException",
            "Throttling",
            "ThrottledException",
            "TooManyRequestsException",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown");
    private static final ImmutableSet<String> DENIED = ImmutableSet.of(
            "AccessDeniedException", "AccessDenied", "NotAuthorized", "UnauthorizedOperation", "OptInRequired");
    private static final ImmutableSet<String> BAD_CREDENTIALS = ImmutableSet.of(
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "ExpiredToken",
            "ExpiredTokenException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "RequestExpired",
            "RequestTimeTooSkewed");
    private static final ImmutableSet<String> BUSY = ImmutableSet.of(
            "ResourceInUseException", "ReplicatedWriteConflictException", "TransactionConflictException");
    /** Also without a status of 500, as within a stream of events. */
    private static final ImmutableSet<String> INTERNAL = ImmutableSet.of(
            "InternalFailure",
            "InternalFailureException",
            "InternalServerError",
            "InternalServiceException",
            "ServiceUnavailable",
            "ServiceUnavailableException");

    private static final int MESSAGE_LIMIT = 400;

    private final String service;
    private final String subject;
    private final String place;

    /**
     * @param service its prefix in permissions: {@code kinesis} or {@code dynamodb}
     * @param subject what the calls are about, such as {@code stream 'words'}
     * @param place where they go, region and endpoint
     */
    AwsErrors(String service, String subject, String place) {
        this.service = service;
        this.subject = subject;
        this.place = place;
    }

    /**
     * @param operation the API operation, such as {@code GetRecords}
     * @param problem what the SDK threw
     */
    AwsFailure classify(String operation, Throwable problem) {
        String call = operation + " on " + subject + " in " + place;
        if (problem instanceof CallPool.ClosedException) {
            return new AwsFailure(Reason.NOT_SENT, call + " was not made: the adapter is closed.");
        }
        if (problem instanceof AwsServiceException answered) {
            return ofAnswer(call, operation, answered);
        }
        return ofClientFault(call, problem);
    }

    private AwsFailure ofAnswer(String call, String operation, AwsServiceException answered) {
        AwsErrorDetails details = answered.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "no error code" : details.errorCode();
        String said = " (" + code + ", HTTP " + answered.statusCode() + ": " + message(details) + ")";
        boolean ofSts = details != null && "sts".equalsIgnoreCase(details.serviceName());
        if (answered.isThrottlingException() || THROTTLING.contains(code)) {
            return new AwsFailure(
                    Reason.THROTTLED,
                    call + " was throttled" + said + ". Nothing changed. If it lasts, raise the quota or ask less.");
        }
        if (BAD_CREDENTIALS.contains(code)) {
            // The service repeats the signed text here, session token included: its message is not passed on.
            return new AwsFailure(
                    Reason.REFUSED,
                    call + " was refused: the service does not accept the credentials (" + code + ", HTTP "
                            + answered.statusCode()
                            + "). They are wrong, expired or of another account or partition, or the machine's clock is off."
                            + " Renew them, or give a profile or role that is valid in this region.");
        }
        if (DENIED.contains(code)) {
            return new AwsFailure(
                    Reason.REFUSED,
                    ofSts
                            ? call + " was not made: taking on the role was denied" + said
                                    + ". Let the role trust the credentials in use, and allow them sts:AssumeRole."
                            : call + " was denied" + said + ". Allow " + service + ":" + operation
                                    + " to the credentials in use, or give others.");
        }
        if (ofSts) {
            boolean down = answered.statusCode() >= 500;
            return new AwsFailure(
                    down ? Reason.NOT_SENT : Reason.REFUSED,
                    call + " was not made: taking on the role failed" + said
                            + (down ? ". It may pass." : ". Check the role's ARN and external id."));
        }
        return ofResourceAnswer(call, code, said, answered.statusCode());
    }

    private static AwsFailure ofResourceAnswer(String call, String code, String said, int status) {
        switch (code) {
            case "ExpiredIteratorException":
                return new AwsFailure(
                        Reason.EXPIRED_ITERATOR,
                        call + " failed: the shard iterator is too old" + said + ". A new one is needed.");
            case "ExpiredNextTokenException":
                return new AwsFailure(
                        Reason.EXPIRED_TOKEN,
                        call + " failed: the page token is too old" + said + ". List from the beginning.");
            case "ResourceNotFoundException":
                return new AwsFailure(
                        Reason.NOT_FOUND,
                        call + " failed: not found" + said
                                + ". It was deleted, or the name, the region or the account is not the right one.");
            default:
                break;
        }
        if (BUSY.contains(code)) {
            return new AwsFailure(
                    Reason.BUSY,
                    call + " failed for now: in use, or being created, changed or deleted" + said + ". Try later.");
        }
        if (code.toLowerCase(Locale.ROOT).startsWith("kms")) {
            return new AwsFailure(
                    Reason.REFUSED,
                    call + " was refused: the encryption key cannot be used" + said
                            + ". Check that the key is enabled and that its policy lets these credentials use it.");
        }
        if (status >= 500 || status == 408 || INTERNAL.contains(code)) {
            return new AwsFailure(
                    Reason.UNANSWERED,
                    call + " failed in the service" + said + ". It may pass; if not, see AWS Health.");
        }
        return new AwsFailure(
                Reason.REFUSED,
                call + " was refused" + said + ". The same request will never be accepted; correct what it names.");
    }

    private AwsFailure ofClientFault(String call, Throwable problem) {
        for (Throwable cause : Throwables.getCausalChain(problem)) {
            Optional<AwsFailure> known = ofCause(call, cause);
            if (known.isPresent()) {
                return known.get();
            }
        }
        if (problem instanceof ApiCallTimeoutException || problem instanceof ApiCallAttemptTimeoutException) {
            return new AwsFailure(
                    Reason.UNANSWERED,
                    call + " was given up: no answer in time (" + shortened(problem.getMessage())
                            + "). The service is slow or unreachable; raise the call timeout if it is far away.");
        }
        Throwable root = Throwables.getRootCause(problem);
        return new AwsFailure(
                Reason.UNANSWERED,
                call + " has no usable answer (" + root.getClass().getSimpleName() + ": " + shortened(root.getMessage())
                        + "). The connection broke or what came back was not understood.");
    }

    private static Optional<AwsFailure> ofCause(String call, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("Unable to load credentials") || message.contains("credentials were null")) {
            return Optional.of(new AwsFailure(
                    Reason.REFUSED,
                    call + " was not made: there are no credentials to sign it with. Set AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY, name a profile, or run where a role is attached. Tried: "
                            + shortened(message)));
        }
        if (cause instanceof UnknownHostException) {
            return Optional.of(new AwsFailure(
                    Reason.NOT_SENT,
                    call + " was not sent: nobody knows the host " + shortened(message)
                            + ". The region or the endpoint is misspelt, or name resolution is down."));
        }
        if (cause instanceof SSLHandshakeException) {
            return Optional.of(new AwsFailure(
                    Reason.NOT_SENT,
                    call + " was not sent: no secure connection (" + shortened(message)
                            + "). The endpoint does not speak TLS, or its certificate is not trusted here."));
        }
        if (cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || cause instanceof ConnectTimeoutException
                || cause instanceof ConnectionRequestTimeoutException) {
            return Optional.of(new AwsFailure(
                    Reason.NOT_SENT,
                    call + " was not sent: no connection (" + shortened(message)
                            + "). The endpoint is wrong or down, or a firewall is in between."));
        }
        return Optional.empty();
    }

    private static String message(@Nullable AwsErrorDetails details) {
        return details == null ? "no message" : shortened(details.errorMessage());
    }

    private static String shortened(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return "no message";
        }
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MESSAGE_LIMIT ? line : line.substring(0, MESSAGE_LIMIT) + "...";
    }
}
