package io.millrace.domain.lease;

import java.util.Objects;

/**
 * The name of an entry within its application.
 *
 * @param kind what it is
 * @param id unique within the kind, never blank
 */
public record EntryKey(EntryKind kind, String id) implements Comparable<EntryKey> {
    public EntryKey {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        if (id.isBlank()) {
            throw new IllegalArgumentException("an entry's id is never blank");
        }
    }

    public static EntryKey of(LeaseKey lease) {
        return new EntryKey(EntryKind.LEASE, lease.toString());
    }

    public static EntryKey session(SessionId session) {
        return new EntryKey(EntryKind.SESSION, session.value());
    }

    public static EntryKey assignment(SessionId session) {
        return new EntryKey(EntryKind.ASSIGNMENT, session.value());
    }

    public static EntryKey leadership() {
        return new EntryKey(EntryKind.LEADERSHIP, "leader");
    }

    public static EntryKey streamBinding(String stream) {
        return new EntryKey(EntryKind.STREAM_BINDING, stream);
    }

    @Override
    public int compareTo(EntryKey other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return kind + ":" + id;
    }
}
