package io.millrace.benchmarks.stores;

/**
 * What DynamoDB charges on demand.
 *
 * @param dollarsPerMillionWriteUnits US dollars; a unit is a write of up to 1 KB
 * @param dollarsPerMillionReadUnits US dollars; a unit is a strongly consistent read of up to 4 KB, and an eventually
 *     consistent one takes half of it
 */
record Price(double dollarsPerMillionWriteUnits, double dollarsPerMillionReadUnits) {
    private static final double MILLION = 1e6;
    private static final double SECONDS_PER_MONTH = 730 * 3_600;
    private static final double READ_UNIT_BYTES = 4_096;

    Price {
        if (!(dollarsPerMillionWriteUnits >= 0 && dollarsPerMillionReadUnits >= 0)) {
            throw new IllegalArgumentException("no price: " + dollarsPerMillionWriteUnits + " and "
                    + dollarsPerMillionReadUnits + " dollars a million");
        }
    }

    /** US dollars in a month of 730 hours. */
    double dollarsPerMonth(Load load) {
        return (load.writeUnits() * dollarsPerMillionWriteUnits + load.readUnits() * dollarsPerMillionReadUnits)
                / MILLION
                * SECONDS_PER_MONTH;
    }

    /** The read units of one call that reads strongly consistent; at least one. */
    static double readUnits(long bytes) {
        return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES));
    }
}
