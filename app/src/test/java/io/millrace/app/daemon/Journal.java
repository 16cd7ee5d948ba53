package io.millrace.app.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What all children of a test have written to their common file, in the order in which it happened.
 *
 * @param lines so far
 */
public record Journal(List<Line> lines) {
    /**
     * One thing that happened.
     *
     * @param atMillis of the epoch
     * @param pid of the child
     * @param event such as {@code record}
     * @param text what belongs to it, such as the data of the record
     */
    public record Line(long atMillis, long pid, String shard, String event, String text) {
        boolean is(String what) {
            return event.equals(what);
        }
    }

    /** Reads the file; a journal without lines when there is none. */
    static Journal read(Path file) {
        if (!Files.exists(file)) {
            return new Journal(List.of());
        }
        try {
            String text = Files.readString(file);
            // What stands behind the last line end is being written.
            return new Journal(text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Journal::parse)
                    .toList());
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static Line parse(String line) {
        String[] words = line.split(" ", 5);
        return new Line(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2], words[3], words[4]);
    }

    /** Those of one kind. */
    public List<Line> all(String event) {
        return lines.stream().filter(line -> line.is(event)).toList();
    }

    /** What one child wrote. */
    public List<Line> of(long pid) {
        return lines.stream().filter(line -> line.pid() == pid).toList();
    }

    /** What one child wrote of one kind. */
    public List<Line> of(long pid, String event) {
        return lines.stream()
                .filter(line -> line.pid() == pid && line.is(event))
                .toList();
    }

    /** The child that each shard was given last. */
    public Map<String, Long> pids() {
        Map<String, Long> pids = new TreeMap<>();
        all("initialize").forEach(line -> pids.put(line.shard(), line.pid()));
        return pids;
    }

    /** The first line of this kind about a shard, as a place in the journal; -1 if there is none. */
    public int indexOf(String shard, String event) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).shard().equals(shard) && lines.get(i).is(event)) {
                return i;
            }
        }
        return -1;
    }

    /** The data of all records that were counted at least once. */
    public Set<String> counted() {
        Set<String> counted = new TreeSet<>();
        all("record").forEach(line -> counted.add(line.text()));
        return counted;
    }

    /** Records that were counted again after none of these children had counted them: nothing explains that. */
    public List<Line> repeatedBesides(Set<Long> killed) {
        Map<String, List<Line>> before = new LinkedHashMap<>();
        List<Line> unexplained = new ArrayList<>();
        for (Line line : all("record")) {
            List<Line> earlier = before.computeIfAbsent(line.text(), text -> new ArrayList<>());
            if (!earlier.isEmpty() && earlier.stream().noneMatch(first -> killed.contains(first.pid()))) {
                unexplained.add(line);
            }
            earlier.add(line);
        }
        return unexplained;
    }

    /** How many times a record was counted more than once. */
    public int repeated() {
        return all("record").size() - counted().size();
    }
}
