package io.millrace.adapters.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads a stream the simplest right way: a child only after all of its parents, known from their ends alone. */
final class LineageReader {
    private final RecordSource source;
    private final Map<ShardId, String> iterators = new TreeMap<>();
    private final Set<ShardId> ended = new TreeSet<>();
    private final Map<String, List<String>> textsByKey = new TreeMap<>();

    /** Begins with the shards that are there now. */
    LineageReader(InMemoryStream stream) {
        source = stream.source();
        for (Shard shard : stream.openShards()) {
            begin(shard.id());
        }
    }

    /** Reads until all known shards are at their tips or ends. */
    void readUp() {
        boolean more = true;
        while (more) {
            more = false;
            for (ShardId shard : List.copyOf(iterators.keySet())) {
                more |= readOnce(shard);
            }
        }
    }

    Map<String, List<String>> textsByKey() {
        return textsByKey;
    }

    private boolean readOnce(ShardId shard) {
        RecordsAnswer.Records answer = Asked.records(source, shard, iterators.get(shard), 7);
        for (StreamRecord record : answer.records()) {
            textsByKey
                    .computeIfAbsent(record.partitionKey(), key -> new ArrayList<>())
                    .add(record.dataAsText());
        }
        if (answer.nextIterator().isPresent()) {
            iterators.put(shard, answer.nextIterator().get());
            return !answer.records().isEmpty();
        }
        iterators.remove(shard);
        ended.add(shard);
        assertThat(answer.children()).isNotEmpty();
        for (ChildShard child : answer.children()) {
            assertThat(child.parents()).contains(shard);
            if (ended.containsAll(child.parents())) {
                begin(child.id());
            }
        }
        return true;
    }

    private void begin(ShardId shard) {
        iterators.put(shard, Asked.iterator(source, shard, Asked.TRIM_HORIZON));
    }
}
