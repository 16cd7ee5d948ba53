package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerSession;

/** Attributes of a worker's session. */
final class SessionItem {
    private SessionItem() {}

    static void write(WorkerSession session, ItemWriter item) {
        item.text("session", session.id().value())
                .text("workerId", session.workerId())
                .text("state", session.state().name())
                .number("heartbeat", session.heartbeat())
                .text("failoverTime", session.failoverTime().toString())
                .text("capacity", Double.toString(session.capacity()))
                .number("changes", session.changes())
                .texts("streams", session.streams().asList());
        LoadItem.write(session.load(), item);
    }

    static WorkerSession read(ItemReader item) {
        return new WorkerSession(
                new SessionId(item.text("session")),
                item.text("workerId"),
                ItemReader.parsed("state", item.text("state"), WorkerSession.State::valueOf),
                item.number("heartbeat"),
                item.duration("failoverTime"),
                ItemReader.parsed("capacity", item.text("capacity"), Double::valueOf),
                item.number("changes"),
                ImmutableSortedSet.copyOf(item.texts("streams")),
                LoadItem.read(item));
    }
}
