package io.millrace.app.migrate;

import io.millrace.multilang.leases.LeaseStoreAddress;

/**
 * Whose leases go where.
 *
 * @param application its name
 * @param stream its name
 * @param from KCL's table
 * @param to the new place; neither KCL's nor memory
 */
public record MigrationRequest(String application, String stream, LeaseStoreAddress.Kcl from, LeaseStoreAddress to) {
    /** @throws IllegalArgumentException when the new place is none that could be moved to */
    public MigrationRequest {
        requireNewPlace(to);
    }

    /** @throws IllegalArgumentException when this is none that could be moved to */
    public static void requireNewPlace(LeaseStoreAddress to) {
        if (to instanceof LeaseStoreAddress.Kcl || to instanceof LeaseStoreAddress.Memory) {
            throw new IllegalArgumentException(to + " is no place to move to, because it "
                    + (to instanceof LeaseStoreAddress.Memory ? "ends with this command" : "is KCL's")
                    + "; give dynamodb:TABLE, postgresql://USER@HOST/DATABASE or file:PATH");
        }
    }

    /** What the properties of {@code millrace run} have to say from now on. */
    String setting() {
        return isUsual()
                ? "Start millrace run with properties that name no millrace.leaseStore (remove millrace.leaseStore = "
                        + from + " if it is there): it goes on in " + to + ", where it finds these leases."
                : "Set millrace.leaseStore = " + to + " in the properties of millrace run, and start it.";
    }

    private boolean isUsual() {
        return to instanceof LeaseStoreAddress.DynamoDb table && table.table().equals(LeaseStoreAddress.USUAL_TABLE);
    }

    /** The tables that KCL has made. */
    String kclTables() {
        return "KCL's table " + from.table() + ", and " + application + "-WorkerMetricStats and " + application
                + "-CoordinatorState if they are there";
    }
}
