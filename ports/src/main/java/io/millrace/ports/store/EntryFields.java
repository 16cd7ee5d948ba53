package io.millrace.ports.store;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.WorkerSession;
import java.util.Locale;
import java.util.Map;

/**
 * Entries as named fields of plain types, so that whoever writes a lease store for another database has no format to
 * invent. A store keeps the fields as it likes, as JSON for one, and beside them the application, the kind and id of the
 * entry's key, the revision and the {@link #LAYOUT}.
 *
 * <p>The names are those of the attributes in the DynamoDB store's items, readable to an operator. Positions, times and
 * hash keys are texts: they exceed the numbers of most stores.
 */
public final class EntryFields {
    /** The version of the fields written here; it grows when an older version could no longer read them. */
    public static final int LAYOUT = 1;

    private EntryFields() {}

    /**
     * The fields of an entry: each a {@link String}, a {@link Long}, a {@link Boolean} or an {@link ImmutableList} of
     * {@link String}. Always in the same order. A field without a value is left out.
     */
    public static ImmutableMap<String, Object> write(Entry entry) {
        FieldWriter fields = new FieldWriter();
        if (entry instanceof Lease lease) {
            LeaseFields.write(lease, fields);
        } else if (entry instanceof WorkerSession session) {
            SessionFields.write(session, fields);
        } else if (entry instanceof Assignment assignment) {
            AssignmentFields.write(assignment, fields);
        } else if (entry instanceof Leadership leadership) {
            fields.ownership(leadership.ownership());
        } else if (entry instanceof StreamBinding binding) {
            StreamBindingFields.write(binding, fields);
        }
        return fields.toFields();
    }

    /**
     * Reads what {@link #write} wrote. Numbers may have come back as {@link Integer} or {@link Long}, lists as any
     * {@link java.util.List}; fields of other names are passed over.
     *
     * @param key under which the fields were found
     * @throws CorruptFieldsException when a field is missing, of another type or refused by the domain, or when the fields
     *     describe another entry than the key
     */
    public static Entry read(EntryKey key, Map<String, ?> fields) {
        Entry entry;
        EntryKey described;
        try {
            entry = read(key.kind(), new FieldReader(fields));
            described = entry.entryKey();
        } catch (IllegalArgumentException impossible) {
            // Each field reads well and the domain refuses what they say together; its message names the value.
            throw new CorruptFieldsException("fields contradict the rules of a "
                    + key.kind().name().toLowerCase(Locale.ROOT) + ": " + impossible.getMessage());
        }
        if (!described.equals(key)) {
            throw new CorruptFieldsException("the fields describe " + described + " and stand under " + key);
        }
        return entry;
    }

    private static Entry read(EntryKind kind, FieldReader fields) {
        switch (kind) {
            case LEASE:
                return LeaseFields.read(fields);
            case SESSION:
                return SessionFields.read(fields);
            case ASSIGNMENT:
                return AssignmentFields.read(fields);
            case LEADERSHIP:
                return new Leadership(fields.ownership());
            case STREAM_BINDING:
                return StreamBindingFields.read(fields);
        }
        throw new AssertionError(kind);
    }
}
