package io.millrace.engine.coordination;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The streams this worker works on now, and those it has worked on before, of which a shard may still be under way. On the loop
 * only.
 */
public final class ServedStreams {
    private final TreeMap<String, ServedStream> now = new TreeMap<>();
    private final TreeMap<String, ServedStream> ever = new TreeMap<>();

    public void add(ServedStream stream) {
        now.put(stream.name(), stream);
        ever.put(stream.name(), stream);
    }

    public void remove(String name) {
        now.remove(name);
    }

    public boolean serves(String name) {
        return now.containsKey(name);
    }

    public ImmutableSortedSet<String> names() {
        return ImmutableSortedSet.copyOf(now.keySet());
    }

    /** In the order of their names. */
    public ImmutableList<ServedStream> all() {
        return ImmutableList.copyOf(now.values());
    }

    /** A stream that this worker works on, or has worked on. */
    public Optional<ServedStream> everServed(String name) {
        return Optional.ofNullable(ever.get(name));
    }
}
