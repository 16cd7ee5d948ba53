package io.millrace.adapters.aws;

import java.util.Objects;

/** What stands where the Kinesis Client Library would keep the leases of an application. */
public sealed interface KclFinding {
    /** There is no such table: KCL has not run under this name in this region and account. */
    record Absent() implements KclFinding {}

    /** There is a table, but of another layout, so not KCL's. */
    record Other() implements KclFinding {}

    /** There is KCL's table. */
    record Found(KclLeases leases) implements KclFinding {
        public Found {
            Objects.requireNonNull(leases, "leases");
        }
    }

    /** @param explanation why nobody knows: what happened, what it means and what to do */
    record Unknown(String explanation) implements KclFinding {
        public Unknown {
            Objects.requireNonNull(explanation, "explanation");
        }
    }
}
