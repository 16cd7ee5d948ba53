package io.millrace.ports.store;

import io.millrace.domain.lease.EntryKey;
import java.util.Objects;

/**
 * An entry that exists and cannot be understood. The engine reports it, leaves it alone and never writes over it.
 *
 * @param key its name
 * @param problem what is wrong, naming the attribute
 */
public record CorruptEntry(EntryKey key, String problem) {
    public CorruptEntry {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(problem, "problem");
    }
}
