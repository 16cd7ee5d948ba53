package io.millrace.adapters.jdbc;

import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.CorruptFieldsException;
import io.millrace.ports.store.EntryFields;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of entries, as it was found.
 *
 * @param fields as JSON; null only in a table that Millrace did not make
 */
record Row(
        @Nullable String id,
        long revision,
        long layout,
        @Nullable String fields) {
    /** The key of a row found under a kind; a row without an id gets a key that says so. */
    EntryKey key(EntryKind kind) {
        String known = id;
        return new EntryKey(kind, known == null || known.isBlank() ? "(blank id '" + known + "')" : known);
    }

    /**
     * @param key under which the row was found
     * @throws CorruptFieldsException when the row is not what this store writes, naming the column or field
     */
    Versioned<?> entry(EntryKey key) {
        if (layout != EntryFields.LAYOUT) {
            throw new CorruptFieldsException("column 'layout' is " + layout + " and this version of Millrace reads "
                    + EntryFields.LAYOUT + ": another version wrote it; run that version");
        }
        if (revision < 1) {
            throw new CorruptFieldsException("column 'revision' is " + revision + "; revisions begin at 1");
        }
        return new Versioned<>(EntryFields.read(key, JsonFields.parse(fields)), revision);
    }
}
