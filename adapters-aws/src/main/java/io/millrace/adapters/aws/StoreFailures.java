package io.millrace.adapters.aws;

import io.millrace.ports.store.StoreFailure;
import java.util.Optional;

/** Turns what went wrong with a call to DynamoDB into what the engine knows about a lease store. */
final class StoreFailures {
    private final AwsErrors errors;

    StoreFailures(AwsErrors errors) {
        this.errors = errors;
    }

    StoreFailure ofOpening(Throwable problem) {
        if (problem instanceof DynamoDbTable.RefusedException refused) {
            return new StoreFailure(StoreFailure.Kind.REFUSED, String.valueOf(refused.getMessage()));
        }
        if (problem instanceof DynamoDbTable.NotYetException notYet) {
            return new StoreFailure(StoreFailure.Kind.UNAVAILABLE, String.valueOf(notYet.getMessage()));
        }
        if (problem instanceof DynamoDbTable.CallException call) {
            return ofReading(call.operation(), call.problem());
        }
        return ofReading("DescribeTable", problem);
    }

    /** Of a call that changes nothing. */
    StoreFailure ofReading(String operation, Throwable problem) {
        return failure(operation, problem, StoreFailure.Kind.UNAVAILABLE);
    }

    /** Of a call that may have been carried out although it was not answered. */
    StoreFailure ofWriting(String operation, Throwable problem) {
        if (problem instanceof KclWrites.BeforehandException before) {
            return failure(before);
        }
        return failure(operation, problem, StoreFailure.Kind.UNKNOWN);
    }

    /** Of a write that was not sent, because a call before it failed. */
    private StoreFailure failure(KclWrites.BeforehandException before) {
        return ofReading("UpdateItem", Optional.ofNullable(before.getCause()).orElse(before));
    }

    private StoreFailure failure(String operation, Throwable problem, StoreFailure.Kind ifUnanswered) {
        AwsFailure known = errors.classify(operation, problem);
        return new StoreFailure(kind(known.reason(), ifUnanswered), known.explanation());
    }

    private static StoreFailure.Kind kind(AwsFailure.Reason reason, StoreFailure.Kind ifUnanswered) {
        switch (reason) {
            case THROTTLED:
                return StoreFailure.Kind.THROTTLED;
            case BUSY, NOT_SENT:
                return StoreFailure.Kind.UNAVAILABLE;
            case UNANSWERED:
                return ifUnanswered;
            case NOT_FOUND, REFUSED, EXPIRED_ITERATOR, EXPIRED_TOKEN:
                break;
        }
        return StoreFailure.Kind.REFUSED;
    }
}
