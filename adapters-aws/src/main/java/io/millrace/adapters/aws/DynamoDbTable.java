package io.millrace.adapters.aws;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * Makes sure that the lease table is there and is ours. Needs DescribeTable, and CreateTable if the table is missing; where
 * DescribeTable is not allowed, a read of one item tells as much, so that a table given by somebody else can be used with
 * permission for its items alone. Blocks; called on the store's threads.
 */
final class DynamoDbTable {
    private static final Logger LOG = LoggerFactory.getLogger(DynamoDbTable.class);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    private final DynamoDbClient client;
    private final String table;
    private final TableLayout layout;
    private final boolean creationAllowed;
    private final Duration patience;
    private final AwsRequestOverrideConfiguration callLimit;

    /**
     * @param patience how long to wait for a table that is being created
     * @param callTimeout of each call made here; longer than usual, because the first calls also load classes, connect and
     *     fetch credentials
     */
    DynamoDbTable(
            DynamoDbClient client,
            String table,
            TableLayout layout,
            boolean creationAllowed,
            Duration patience,
            Duration callTimeout) {
        this.client = client;
        this.table = table;
        this.layout = layout;
        this.creationAllowed = creationAllowed;
        this.patience = patience;
        this.callLimit = AwsRequestOverrideConfiguration.builder()
                .apiCallTimeout(callTimeout)
                .apiCallAttemptTimeout(callTimeout)
                .build();
    }

    /**
     * Waits until the table can be used, creating it if need be and allowed.
     *
     * @throws RefusedException when it never will be
     * @throws NotYetException when it may be later
     * @throws CallException when a call failed
     */
    void makeReady() {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        boolean creationAsked = false;
        while (true) {
            State state = look();
            if (state == State.READY) {
                return;
            }
            if (state == State.MISSING && !creationAsked) {
                create();
                creationAsked = true;
            }
            if (System.nanoTime() - deadlineNanos >= 0) {
                throw new NotYetException("The lease table '" + table + "' is not ready after " + patience.toSeconds()
                        + " s; DynamoDB is still creating or deleting it. Try again later.");
            }
            pause();
        }
    }

    /** What is known of the table. */
    private enum State {
        READY,
        CHANGING,
        MISSING
    }

    private State look() {
        try {
            return judge(
                    client.describeTable(request -> request.tableName(table).overrideConfiguration(callLimit))
                            .table());
        } catch (ResourceNotFoundException missing) {
            return State.MISSING;
        } catch (SdkException problem) {
            if (isDenied(problem)) {
                return lookByReading();
            }
            throw new CallException("DescribeTable", problem);
        }
    }

    private State judge(TableDescription description) {
        Optional<String> fault = layout.fault(description);
        if (fault.isPresent()) {
            throw new RefusedException(otherLayout(fault.get()));
        }
        switch (description.tableStatus()) {
            case ACTIVE, UPDATING:
                return State.READY;
            case CREATING, DELETING:
                return State.CHANGING;
            default:
                throw new RefusedException("The lease table '" + table + "' cannot be used: it is "
                        + description.tableStatusAsString() + ". Restore it, or choose another table.");
        }
    }

    private String otherLayout(String fault) {
        return "The table '" + table + "' is not one of " + layout.whose() + ": " + fault + ", and " + layout.describe()
                + " is needed. It is left as it is and never written over. Choose another table name.";
    }

    /** A read of an item that may be absent, harmless, which the service validates against the table's key. */
    private State lookByReading() {
        try {
            client.getItem(request -> request.tableName(table)
                    .key(layout.probe())
                    .consistentRead(true)
                    .overrideConfiguration(callLimit));
            return State.READY;
        } catch (ResourceNotFoundException missing) {
            return State.MISSING;
        } catch (SdkException problem) {
            if ("ValidationException".equals(code(problem))) {
                throw new RefusedException(otherLayout(
                        "its key is another (" + problem.getMessage() + "; reading its description is not allowed)"));
            }
            throw new CallException("GetItem", problem);
        }
    }

    private void create() {
        if (!creationAllowed) {
            throw new RefusedException("The lease table '" + table
                    + "' does not exist, and creating it is switched off." + " Create it with " + layout.describe()
                    + ", allow its creation, or correct its name, region or account.");
        }
        try {
            client.createTable(request -> request.tableName(table)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(layout.attributes())
                    .keySchema(layout.keySchema())
                    .overrideConfiguration(callLimit));
            LOG.info("Creating the lease table '{}' with {}, billed per request", table, layout.describe());
        } catch (ResourceInUseException race) {
            LOG.debug("Another worker is creating the lease table '{}'", table, race);
        } catch (SdkException problem) {
            if (isDenied(problem)) {
                throw new RefusedException("The lease table '" + table
                        + "' does not exist, and creating it was denied ("
                        + problem.getMessage() + "). Allow dynamodb:CreateTable, or create it with " + layout.describe()
                        + ".");
            }
            throw new CallException("CreateTable", problem);
        }
    }

    /** Whether it is a lack of permission for this very call, not for taking on a role before it. */
    private static boolean isDenied(SdkException problem) {
        return problem instanceof DynamoDbException && "AccessDeniedException".equals(code(problem));
    }

    private static String code(SdkException problem) {
        return problem instanceof AwsServiceException answered && answered.awsErrorDetails() != null
                ? String.valueOf(answered.awsErrorDetails().errorCode())
                : "";
    }

    private void pause() {
        try {
            Thread.sleep(POLL_INTERVAL.toMillis());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            throw new NotYetException("The store was closed while it waited for the table '" + table + "'.");
        }
    }

    /** A call failed. */
    static final class CallException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String operation;
        private final SdkException problem;

        CallException(String operation, SdkException problem) {
            super(operation, problem);
            this.operation = operation;
            this.problem = problem;
        }

        String operation() {
            return operation;
        }

        SdkException problem() {
            return problem;
        }
    }

    /** The table will never do. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    /** The table may do later. */
    static final class NotYetException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotYetException(String message) {
            super(message);
        }
    }
}
