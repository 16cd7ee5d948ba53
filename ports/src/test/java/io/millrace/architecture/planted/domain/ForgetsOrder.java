package io.millrace.architecture.planted.domain;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.HashBasedTable;
import com.google.common.collect.HashBiMap;
import com.google.common.collect.HashMultimap;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

class ForgetsOrder {
    List<Object> immutable(List<String> names, Map<String, String> map) {
        return List.of(
                Set.of("a", "b"),
                Set.copyOf(names),
                Map.of("a", "b"),
                Map.copyOf(map),
                Map.ofEntries(Map.entry("a", "b")));
    }

    List<Object> mutable() {
        Supplier<Set<String>> byReference = HashSet::new;
        return List.of(
                byReference.get(),
                new HashMap<String, String>(),
                new IdentityHashMap<String, String>(),
                new WeakHashMap<String, String>(),
                new ConcurrentHashMap<String, String>(),
                ConcurrentHashMap.<String>newKeySet());
    }

    List<Object> guava() {
        return List.of(
                Maps.<String, String>newHashMap(),
                Maps.<String, String>newHashMapWithExpectedSize(1),
                Sets.<String>newHashSet(),
                Sets.<String>newHashSetWithExpectedSize(1),
                HashMultimap.<String, String>create(),
                ArrayListMultimap.<String, String>create(),
                HashMultiset.<String>create(),
                HashBiMap.<String, String>create(),
                HashBasedTable.<String, String, String>create());
    }

    List<Object> collected(List<String> names) {
        return List.of(
                names.stream().collect(Collectors.toSet()),
                names.stream().collect(Collectors.toUnmodifiableSet()),
                names.stream().collect(Collectors.toMap(Function.identity(), String::length)),
                names.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), String::length)),
                names.stream().collect(Collectors.toConcurrentMap(Function.identity(), String::length)),
                names.stream().collect(Collectors.groupingBy(String::length)),
                names.stream().collect(Collectors.groupingByConcurrent(String::length)));
    }
}
