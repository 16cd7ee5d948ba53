package io.millrace.ports.store;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerSession;
import java.time.Duration;

/** Fields of a worker's session. */
final class SessionFields {
    private SessionFields() {}

    static void write(WorkerSession session, FieldWriter fields) {
        fields.text("session", session.id().value())
                .text("workerId", session.workerId())
                .text("state", session.state().name())
                .number("heartbeat", session.heartbeat())
                .text("failoverTime", session.failoverTime().toString())
                .text("capacity", Double.toString(session.capacity()))
                .number("changes", session.changes());
        if (!session.streams().isEmpty()) {
            fields.texts("streams", ImmutableList.copyOf(session.streams()));
        }
        LoadFields.write(session.load(), fields);
    }

    static WorkerSession read(FieldReader fields) {
        return new WorkerSession(
                fields.parsed("session", SessionId::new),
                fields.text("workerId"),
                fields.parsed("state", WorkerSession.State::valueOf),
                fields.number("heartbeat"),
                fields.parsed("failoverTime", Duration::parse),
                fields.parsed("capacity", Double::valueOf),
                fields.number("changes"),
                ImmutableSortedSet.copyOf(fields.optionalList("streams", stream -> stream)),
                LoadFields.read(fields));
    }
}
