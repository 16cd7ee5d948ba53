package io.millrace.app.migrate;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import java.util.Optional;

/** A conditional write to the new place. */
sealed interface Write {
    /** Nothing stands there yet. */
    record Create(Entry entry) implements Write {
        @Override
        public EntryKey key() {
            return entry.entryKey();
        }

        @Override
        public Optional<Entry> intended() {
            return Optional.of(entry);
        }

        @Override
        public long expectedRevision() {
            return 0;
        }
    }

    /** What stands there is as it was read. */
    record Replace(Entry entry, long expectedRevision) implements Write {
        @Override
        public EntryKey key() {
            return entry.entryKey();
        }

        @Override
        public Optional<Entry> intended() {
            return Optional.of(entry);
        }
    }

    /** What stands there is as it was read, and goes. */
    record Delete(EntryKey key, long expectedRevision) implements Write {
        @Override
        public Optional<Entry> intended() {
            return Optional.empty();
        }
    }

    EntryKey key();

    /** What will stand there; empty for a deletion. */
    Optional<Entry> intended();

    /** 0 for a creation. */
    long expectedRevision();
}
