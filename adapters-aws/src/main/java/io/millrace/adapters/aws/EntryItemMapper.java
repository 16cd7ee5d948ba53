package io.millrace.adapters.aws;

import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Turns entries into items of the lease table and back. The key is {@code application} (S) and {@code entry} (S), the
 * kind and id of the entry with a {@code #} between; {@code revision} (N) and {@code layout} (N, the version of the
 * attributes) stand in every item; the rest are the entry's own attributes, of plain types, for an operator to read.
 */
final class EntryItemMapper {
    /** The partition key: the application's name. */
    static final String APPLICATION = "application";
    /** The sort key: the entry's kind and id. */
    static final String ENTRY = "entry";
    /** What every conditional write compares. */
    static final String REVISION = "revision";
    /** Grows when an older version could no longer read an item. */
    static final long LAYOUT = 1;

    private static final String LAYOUT_ATTRIBUTE = "layout";

    private final String application;

    EntryItemMapper(String application) {
        this.application = application;
    }

    Map<String, AttributeValue> key(EntryKey key) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put(APPLICATION, AttributeValue.fromS(application));
        attributes.put(ENTRY, AttributeValue.fromS(sortKey(key)));
        return attributes;
    }

    static String sortKey(EntryKey key) {
        return prefix(key.kind()) + key.id();
    }

    /** What the sort keys of a kind begin with. */
    static String prefix(EntryKind kind) {
        return kind.name() + "#";
    }

    Map<String, AttributeValue> item(Entry entry, long revision) {
        ItemWriter item = new ItemWriter()
                .text(APPLICATION, application)
                .text(ENTRY, sortKey(entry.entryKey()))
                .number(LAYOUT_ATTRIBUTE, LAYOUT)
                .number(REVISION, revision);
        if (entry instanceof Lease lease) {
            LeaseItem.write(lease, item);
        } else if (entry instanceof WorkerSession session) {
            SessionItem.write(session, item);
        } else if (entry instanceof Assignment assignment) {
            AssignmentItem.write(assignment, item);
        } else if (entry instanceof Leadership leadership) {
            item.ownership(leadership.ownership());
        } else if (entry instanceof StreamBinding binding) {
            StreamBindingItem.write(binding, item);
        }
        return item.toItem();
    }

    /** The key of an item that was found under a kind; an item with a mangled sort key gets a key that says so. */
    static EntryKey keyOf(EntryKind kind, Map<String, AttributeValue> item) {
        AttributeValue sortKey = item.get(ENTRY);
        String id = sortKey == null || sortKey.s() == null
                ? ""
                : sortKey.s().substring(prefix(kind).length());
        return new EntryKey(kind, id.isBlank() ? "(blank id '" + id + "')" : id);
    }

    /**
     * @param key under which the item was found
     * @throws CorruptItemException when the item is not what this class writes, naming the attribute
     */
    Versioned<?> entry(EntryKey key, Map<String, AttributeValue> item) {
        ItemReader reader = new ItemReader(item);
        long layout = reader.number(LAYOUT_ATTRIBUTE);
        if (layout != LAYOUT) {
            throw new CorruptItemException("attribute 'layout' is " + layout + " and this version of Millrace reads "
                    + LAYOUT + ": another version wrote it; run that version");
        }
        Entry entry = read(key, reader);
        if (!entry.entryKey().equals(key)) {
            throw new CorruptItemException(
                    "attribute 'entry' says " + key + " and the other attributes describe " + entry.entryKey());
        }
        long revision = reader.number(REVISION);
        if (revision < 1) {
            throw new CorruptItemException("attribute 'revision' is " + revision + "; revisions begin at 1");
        }
        return new Versioned<>(entry, revision);
    }

    private static Entry read(EntryKey key, ItemReader reader) {
        try {
            Entry entry = entry(key, reader);
            // A blank name shows only when the key is made of it.
            entry.entryKey();
            return entry;
        } catch (IllegalArgumentException impossible) {
            // Each attribute reads well and the domain refuses what they say together; its message names the value.
            throw new CorruptItemException("attributes contradict the rules of a "
                    + key.kind().name().toLowerCase(Locale.ROOT) + ": " + impossible.getMessage());
        }
    }

    private static Entry entry(EntryKey key, ItemReader reader) {
        return switch (key.kind()) {
            case LEASE -> LeaseItem.read(reader);
            case SESSION -> SessionItem.read(reader);
            case ASSIGNMENT -> AssignmentItem.read(reader);
            case LEADERSHIP -> new Leadership(reader.ownership());
            case STREAM_BINDING -> StreamBindingItem.read(reader);
        };
    }
}
