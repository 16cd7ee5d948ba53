package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The truth about the demonstration: what was put, and what was processed how often. A record is known by its shard and
 * sequence number, so that one that comes twice is seen as such. Safe for use from any thread.
 */
final class Scoreboard {
    /** Told of every record that a worker processes. */
    interface Listener {
        /** Called while the scoreboard is locked; returns at once. */
        void processed(String worker, ShardId shard, boolean again, long nowNanos);
    }

    /**
     * What is still to be processed of a shard.
     *
     * @param records how many were put and not processed yet
     * @param oldestNanos for how long the oldest of them has been waiting; 0 when there is none
     * @param processed how many were processed, each counted once
     */
    record Backlog(int records, long oldestNanos, long processed) {}

    private record Slot(ShardId shard, SequenceNumber sequenceNumber) {}

    private record Word(String reader, String text, long turn) {}

    private static final class ShardScore {
        private final TreeMap<SequenceNumber, Long> waitingSince = new TreeMap<>();
        private long processed;
    }

    private final LongSupplier nanoTime;
    private final Map<Slot, Word> put = new LinkedHashMap<>();
    /** How each record was first processed, in that order. */
    private final Map<Slot, String> processed = new LinkedHashMap<>();

    private final TreeMap<ShardId, ShardScore> shards = new TreeMap<>();
    private final TreeMap<String, Long> processedByWorker = new TreeMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private long duplicates;

    Scoreboard(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** A record was put. */
    synchronized void put(ShardId shard, SequenceNumber sequenceNumber, String reader, String text) {
        Slot slot = new Slot(shard, sequenceNumber);
        put.put(slot, new Word(reader, text, put.size()));
        if (!processed.containsKey(slot)) {
            score(shard).waitingSince.put(sequenceNumber, nanoTime.getAsLong());
        }
    }

    /** A worker processed a record. */
    synchronized void processed(String worker, ShardId shard, SequenceNumber sequenceNumber, String text) {
        boolean again = processed.putIfAbsent(new Slot(shard, sequenceNumber), text) != null;
        if (again) {
            duplicates++;
        } else {
            ShardScore score = score(shard);
            score.processed++;
            score.waitingSince.remove(sequenceNumber);
        }
        processedByWorker.merge(worker, 1L, Long::sum);
        long now = nanoTime.getAsLong();
        listeners.forEach(listener -> listener.processed(worker, shard, again, now));
    }

    private ShardScore score(ShardId shard) {
        return shards.computeIfAbsent(shard, id -> new ShardScore());
    }

    synchronized long put() {
        return put.size();
    }

    /** How many records were processed, each counted once. */
    synchronized long processed() {
        return processed.size();
    }

    /** How many times a record was processed that had been processed before. */
    synchronized long duplicates() {
        return duplicates;
    }

    /** How many records a worker processed, repeated ones included. */
    synchronized long processedBy(String worker) {
        return processedByWorker.getOrDefault(worker, 0L);
    }

    synchronized Backlog backlog(ShardId shard) {
        ShardScore score = shards.get(shard);
        if (score == null) {
            return new Backlog(0, 0, 0);
        }
        long oldest = score.waitingSince.isEmpty()
                ? 0
                : nanoTime.getAsLong() - score.waitingSince.firstEntry().getValue();
        return new Backlog(score.waitingSince.size(), oldest, score.processed);
    }

    /** Compares what was processed with what was put, record by record and word by word. */
    synchronized Verdict verdict() {
        TreeMap<String, Long> putCounts = new TreeMap<>();
        TreeMap<String, Long> processedCounts = new TreeMap<>();
        put.values().forEach(word -> putCounts.merge(word.text(), 1L, Long::sum));
        processed.values().forEach(text -> processedCounts.merge(text, 1L, Long::sum));
        long lost = put.keySet().stream()
                .filter(slot -> !processed.containsKey(slot))
                .count();
        long foreign = processed.entrySet().stream()
                .filter(entry -> {
                    Word word = put.get(entry.getKey());
                    return word == null || !word.text().equals(entry.getValue());
                })
                .count();
        ImmutableList.Builder<Verdict.WordCount> counts = ImmutableList.builder();
        TreeMap<String, Long> all = new TreeMap<>(putCounts);
        processedCounts.forEach(all::putIfAbsent);
        all.keySet()
                .forEach(text -> counts.add(new Verdict.WordCount(
                        text, putCounts.getOrDefault(text, 0L), processedCounts.getOrDefault(text, 0L))));
        return new Verdict(put.size(), processed.size(), lost, foreign, duplicates, disorder(), counts.build());
    }

    /** Compares what Python says that it counted with what was put, record by record. */
    synchronized PythonProof proofOf(PythonWords python) {
        ImmutableSet<String> counted = python.counted();
        long missing = put.entrySet().stream()
                .filter(entry -> !counted.contains(
                        entry.getKey().shard() + " " + entry.getKey().sequenceNumber() + " "
                                + entry.getValue().text()))
                .count();
        return new PythonProof(python.processes(), counted.size(), missing);
    }

    /** How many records were first processed after one that the same reader had put later. */
    private long disorder() {
        Map<String, Long> latestTurn = new TreeMap<>();
        long disorder = 0;
        for (Slot slot : processed.keySet()) {
            Word word = put.get(slot);
            if (word != null) {
                Long latest = latestTurn.get(word.reader());
                if (latest != null && word.turn() < latest) {
                    disorder++;
                } else {
                    latestTurn.put(word.reader(), word.turn());
                }
            }
        }
        return disorder;
    }
}
