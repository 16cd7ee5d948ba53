package io.millrace.multilang.properties;

import com.google.common.collect.ImmutableList;
import java.util.Objects;

/**
 * One key of a properties file.
 *
 * @param name as it is written, upper and lower case counting
 * @param kind how its value is read
 * @param words what the value may be, for {@link ValueKind#WORD}
 * @param usual what holds without it, for the documentation; empty where nothing does
 * @param fate what becomes of it
 * @param note what it sets, or why it does nothing: a phrase
 */
record Key(String name, ValueKind kind, ImmutableList<String> words, String usual, Fate fate, String note) {
    Key {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(words, "words");
        Objects.requireNonNull(usual, "usual");
        Objects.requireNonNull(fate, "fate");
        Objects.requireNonNull(note, "note");
    }

    static Key honoured(String name, ValueKind kind, String usual, String note) {
        return new Key(name, kind, ImmutableList.of(), usual, Fate.HONOURED, note);
    }

    static Key mapped(String name, ValueKind kind, String usual, String note) {
        return new Key(name, kind, ImmutableList.of(), usual, Fate.MAPPED, note);
    }

    static Key own(String name, ValueKind kind, String usual, String note) {
        return new Key(name, kind, ImmutableList.of(), usual, Fate.OWN, note);
    }

    /** A key of KCL's that has no meaning here; KCL's default is not ours to document. */
    static Key without(String name, ValueKind kind, String reason) {
        return new Key(name, kind, ImmutableList.of(), "", Fate.WITHOUT_MEANING, reason);
    }

    static Key ignored(String name, String reason) {
        return new Key(name, ValueKind.ANYTHING, ImmutableList.of(), "", Fate.IGNORED, reason);
    }

    Key oneOf(String... allowed) {
        return new Key(name, ValueKind.WORD, ImmutableList.copyOf(allowed), usual, fate, note);
    }
}
