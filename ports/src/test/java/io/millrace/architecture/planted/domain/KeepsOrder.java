package io.millrace.architecture.planted.domain;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Breaks nothing: what stands beside the banned, and must not be reported. */
class KeepsOrder {
    List<Object> ordered(List<String> names) {
        return List.of(
                new LinkedHashMap<String, String>(),
                new LinkedHashSet<>(names),
                new TreeMap<String, String>(),
                ImmutableSet.copyOf(names),
                ImmutableMap.of("a", "b"),
                Map.entry("a", "b"),
                names.stream().collect(Collectors.groupingBy(String::length, TreeMap::new, Collectors.toList())),
                names.stream()
                        .collect(Collectors.toMap(
                                Function.identity(), String::length, Integer::sum, LinkedHashMap::new)));
    }
}
