package io.millrace.multilang.properties;

import com.google.common.collect.ImmutableList;
import io.millrace.multilang.leases.LeaseStoreAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Where leases are to be kept: where the file says; or in DynamoDB; or, for those who develop on an emulator of Kinesis on
 * their own machine and say nothing of DynamoDB, in a file beside it, because otherwise their leases would end up in an
 * account of AWS.
 */
final class LeaseStoreReader {
    static final LeaseStoreAddress LOCAL_FILE = new LeaseStoreAddress.LocalFile(Path.of("millrace-leases.db"));

    /** Without TLS, which the service itself insists on. */
    private static final Pattern ON_THIS_MACHINE =
            Pattern.compile("(?i)http://(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?(/.*)?");

    /** Whatever says something of DynamoDB. */
    private static final ImmutableList<String> OF_DYNAMODB = ImmutableList.of(
            BasicKeys.DYNAMODB_ENDPOINT,
            BasicKeys.DYNAMODB_CLIENT + BasicKeys.CLIENT_ENDPOINT,
            BasicKeys.DYNAMODB_CLIENT + BasicKeys.CLIENT_REGION,
            BasicKeys.DYNAMODB_CREDENTIALS,
            BasicKeys.DYNAMODB_PROVIDER + BasicKeys.PROVIDER_CLASS,
            BasicKeys.TABLE);

    /** Where else the SDK is told of an endpoint: variables of the environment, system properties. */
    private static final ImmutableList<String> OF_THE_SDK = ImmutableList.of(
            "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "aws.endpointUrl", "aws.endpointUrlDynamodb");

    private final Values values;
    private final Findings findings;
    private final Predicate<String> surroundings;

    /** @param surroundings tells whether a variable of the environment or a system property is set */
    LeaseStoreReader(Values values, Findings findings, Predicate<String> surroundings) {
        this.values = values;
        this.findings = findings;
        this.surroundings = surroundings;
    }

    /** The table by its own key is a short form of the other. */
    LeaseStoreAddress read() {
        Optional<String> table = values.text(OwnKeys.LEASE_TABLE);
        Optional<String> store = values.text(OwnKeys.LEASE_STORE);
        if (table.isPresent() && store.isPresent()) {
            findings.fault(
                    OwnKeys.LEASE_TABLE,
                    "is the short form of " + OwnKeys.LEASE_STORE + " = dynamodb:" + table.get()
                            + ", and both are there; leave one of them out");
        }
        if (isForDevelopment()) {
            findings.note(
                    OwnKeys.LEASE_STORE,
                    "is not set, Kinesis is on this machine, and nothing says where DynamoDB is; leases are kept in "
                            + LOCAL_FILE + ". Set it to dynamodb: to keep them in DynamoDB");
            return LOCAL_FILE;
        }
        try {
            return store.map(LeaseStoreAddress::parse)
                    .orElseGet(() -> new LeaseStoreAddress.DynamoDb(table.orElse(LeaseStoreAddress.USUAL_TABLE)));
        } catch (IllegalArgumentException wrong) {
            findings.fault(OwnKeys.LEASE_STORE, String.valueOf(wrong.getMessage()));
            return new LeaseStoreAddress.Memory();
        }
    }

    /** Whether Kinesis is an emulator on this machine, and neither a lease store nor DynamoDB is spoken of. */
    boolean isForDevelopment() {
        return values.raw(BasicKeys.KINESIS_CLIENT + BasicKeys.CLIENT_ENDPOINT)
                        .or(() -> values.raw(BasicKeys.KINESIS_ENDPOINT))
                        .filter(endpoint ->
                                ON_THIS_MACHINE.matcher(endpoint.strip()).matches())
                        .isPresent()
                && !values.has(OwnKeys.LEASE_STORE)
                && !values.has(OwnKeys.LEASE_TABLE)
                && OF_DYNAMODB.stream().noneMatch(values::has)
                && OF_THE_SDK.stream().noneMatch(surroundings);
    }
}
