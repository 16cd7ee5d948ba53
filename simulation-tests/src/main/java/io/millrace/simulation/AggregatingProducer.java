package io.millrace.simulation;

import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.adapters.inmemory.NewRecord;
import io.millrace.adapters.inmemory.PutResult;
import io.millrace.domain.aggregation.AggregateBuilder;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.HashKeys;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.simulation.invariant.StreamTruth;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A producer that packs records into aggregates, one for each shard, as the Kinesis Producer Library does: it learns of a
 * reshard only when an aggregate has come into another shard than it thought, and then puts the records that do not belong
 * there again.
 */
final class AggregatingProducer {
    private record Waiting(String partitionKey, String payload) {}

    private final StreamTruth truth;
    /** By the shard, as it was when the first of them was put. */
    private final Map<ShardId, List<Waiting>> waiting = new LinkedHashMap<>();

    private List<Shard> known = List.of();

    AggregatingProducer(StreamTruth truth) {
        this.truth = truth;
    }

    void add(String partitionKey, String payload, InMemoryStream stream, int recordsPerAggregate) {
        if (known.isEmpty()) {
            known = List.copyOf(stream.openShards());
        }
        Shard shard = known.stream()
                .filter(open -> open.hashKeyRange().contains(HashKeys.of(partitionKey)))
                .findFirst()
                .orElseThrow();
        List<Waiting> ofShard = waiting.computeIfAbsent(shard.id(), id -> new ArrayList<>());
        ofShard.add(new Waiting(partitionKey, payload));
        if (ofShard.size() >= recordsPerAggregate) {
            waiting.remove(shard.id());
            put(ofShard, stream, recordsPerAggregate);
        }
    }

    private void put(List<Waiting> records, InMemoryStream stream, int recordsPerAggregate) {
        AggregateBuilder aggregate = new AggregateBuilder();
        records.forEach(
                record -> aggregate.add(record.partitionKey(), record.payload().getBytes(StandardCharsets.UTF_8)));
        PutResult result = stream.put(NewRecord.of(records.get(0).partitionKey(), aggregate.build()));
        HashKeyRange range = truth.shard(result.shard()).hashKeyRange();
        List<Waiting> again = new ArrayList<>();
        for (int index = 0; index < records.size(); index++) {
            Waiting record = records.get(index);
            if (range.contains(HashKeys.of(record.partitionKey()))) {
                truth.put(result.shard(), new RecordPosition(result.sequenceNumber(), index), record.partitionKey());
            } else {
                again.add(record);
            }
        }
        if (!again.isEmpty()) {
            known = List.copyOf(stream.openShards());
            again.forEach(record -> add(record.partitionKey(), record.payload(), stream, recordsPerAggregate));
        }
    }
}
