package io.millrace.ports.store;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;

/** Fields of an assignment. */
final class AssignmentFields {
    private AssignmentFields() {}

    static void write(Assignment assignment, FieldWriter fields) {
        fields.text("session", assignment.session().value())
                .text("leader", assignment.leader().value())
                .number("leaderEpoch", assignment.leaderEpoch())
                .texts(
                        "leases",
                        assignment.leases().stream().map(LeaseKey::toString).collect(ImmutableList.toImmutableList()));
    }

    static Assignment read(FieldReader fields) {
        return new Assignment(
                fields.parsed("session", SessionId::new),
                fields.parsed("leader", SessionId::new),
                fields.number("leaderEpoch"),
                ImmutableSortedSet.copyOf(fields.list("leases", LeaseKey::parse)));
    }
}
